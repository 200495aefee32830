package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that is edited while it is served. */
@OnBothCarriers
final class HotReloadIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CLIENTS = 4;
    private static final int EDITS = 15;

    private final Lanes.Choice carrier;

    HotReloadIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    private static FakeUpstream named(String name) throws IOException {
        return FakeUpstream.replying(
                _ -> "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%s".formatted(name));
    }

    private static String policy(FakeUpstream upstream) {
        return """
        apiVersion: gateway.xynergy.io/v1alpha1
        kind: GatewayPolicy
        metadata: {name: reload}
        spec:
          services: [{name: up, url: "%s"}]
          routes:
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up}]
              auth: {mode: None}
        """
                .formatted(upstream.url());
    }

    private static void awaitResponse(RawClient client, String text) {
        Await.until(
                "a response of " + text,
                () -> {
                    try {
                        return client.send(GET).read().text().equals(text);
                    } catch (IOException e) {
                        throw new AssertionError("a request failed", e);
                    }
                });
    }

    @Test
    void noRequestIsLostWhileThePolicyChangesUnderLoad() throws Exception {
        FakeUpstream a = named("a");
        FakeUpstream b = named("b");
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier).upstream(a).upstream(b).cores(2).start()) {
            var stop = new AtomicBoolean();
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            var served = new AtomicInteger();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = gateway.connect();
                clients.add(Thread.ofVirtual().start(() -> ask(client, stop, served, wrong)));
            }
            for (int i = 0; i < EDITS; i++) {
                String before = gateway.gateway().digest();
                gateway.edit(policy(i % 2 == 0 ? b : a));
                Await.until("the edit", () -> !gateway.gateway().digest().equals(before));
                int soFar = served.get();
                Await.until("requests go on", () -> served.get() > soFar + CLIENTS);
            }
            stop.set(true);
            for (Thread client : clients) {
                client.join();
            }

            assertThat(wrong).isEmpty();
            assertThat(served.get()).isGreaterThan(EDITS * CLIENTS);
        }
    }

    private static void ask(
            RawClient client, AtomicBoolean stop, AtomicInteger served, Queue<String> wrong) {
        try {
            while (!stop.get()) {
                Response response = client.send(GET).read();
                if (response.status() != 200 || !response.text().matches("[ab]")) {
                    wrong.add(response.head() + response.text());
                }
                served.incrementAndGet();
            }
        } catch (IOException | AssertionError e) {
            wrong.add(String.valueOf(e));
        }
    }

    @Test
    void brokenEditIsRefusedWithItsPlaceAndTheOldPolicyServesOn() throws IOException {
        FakeUpstream a = named("a");
        FakeUpstream b = named("b");
        try (GatewayFixture gateway = GatewayFixture.on(carrier).upstream(a).upstream(b).start()) {
            RawClient client = gateway.connect();
            String digest = gateway.gateway().digest();
            assertThat(gateway.admin("/config").text()).contains(digest).doesNotContain("rejected");

            gateway.edit(policy(b).replace("{service: up}", "{service: upp}"));
            Await.until("the refusal", () -> config(gateway).contains("rejected"));

            assertThat(config(gateway))
                    .contains("\"path\":\"spec.routes[0].to[0].service\"")
                    .contains("did you mean")
                    .contains(digest);
            assertThat(client.send(GET).read().text()).isEqualTo("a");
            gateway.edit(policy(b));
            awaitResponse(client, "b");
            assertThat(config(gateway)).doesNotContain("rejected").contains("\"revision\":2");
        }
    }

    private static String config(GatewayFixture gateway) {
        try {
            return gateway.admin("/config").text();
        } catch (IOException e) {
            throw new AssertionError("no response from the admin listener", e);
        }
    }

    @Test
    void halfAFileIsRefusedAndItsOtherHalfBringsItIntoForce() throws IOException {
        FakeUpstream a = named("a");
        FakeUpstream b = named("b");
        try (GatewayFixture gateway = GatewayFixture.on(carrier).upstream(a).upstream(b).start()) {
            RawClient client = gateway.connect();
            String whole = policy(b);

            gateway.edit(whole.substring(0, whole.indexOf("auth:") + 8));
            Await.until("the refusal", () -> config(gateway).contains("rejected"));
            assertThat(client.send(GET).read().text()).isEqualTo("a");
            gateway.edit("");
            assertThat(client.send(GET).read().text()).isEqualTo("a");
            gateway.edit(whole);
            awaitResponse(client, "b");
        }
    }

    @Test
    void connectionsToAServiceThatIsGoneAreClosed() throws IOException {
        FakeUpstream a = named("a");
        FakeUpstream b = named("b");
        try (GatewayFixture gateway = GatewayFixture.on(carrier).upstream(a).upstream(b).start()) {
            RawClient client = gateway.connect();
            client.send(GET).read();
            assertThat(a.connections()).isEqualTo(1);

            gateway.edit(policy(b));
            awaitResponse(client, "b");

            Await.until("the old connections are closed", () -> a.connections() == 0);
        }
    }

    @Test
    void serviceThatStaysKeepsItsConnections() throws IOException {
        FakeUpstream a = named("a");
        try (GatewayFixture gateway = GatewayFixture.on(carrier).upstream(a).start()) {
            RawClient client = gateway.connect();
            gateway.edit(policy(a));
            awaitRevision(gateway, 2);
            client.send(GET).read();
            gateway.edit(
                    policy(a)
                            .replace("metadata", "# again\nmetadata")
                            .replace("{prefix: /}", "{regex: \"/.*\"}"));
            awaitRevision(gateway, 3);

            client.send(GET).read();

            assertThat(a.accepted()).isEqualTo(1);
        }
    }

    private static void awaitRevision(GatewayFixture gateway, int revision) {
        Await.until(
                "revision " + revision, () -> config(gateway).contains("\"revision\":" + revision));
    }

    @Test
    void mountedConfigMapIsFollowedWhenItsFolderIsSwapped(@TempDir Path mount) throws IOException {
        try (FakeUpstream a = named("a");
                FakeUpstream b = named("b")) {
            version(mount, "..2026_1", policy(a));
            Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_1"));
            Path file = mount.resolve("policy.yaml");
            Files.createSymbolicLink(file, Path.of("..data/policy.yaml"));
            try (Gateway gateway =
                            Gateway.start(
                                    GatewayOptions.of(file)
                                            .host("127.0.0.1")
                                            .ports(0, 0)
                                            .carrier(carrier, 1)
                                            .accessLog(false, Optional.empty())
                                            .build());
                    RawClient client = RawClient.connect(gateway.port())) {
                assertThat(client.send(GET).read().text()).isEqualTo("a");

                version(mount, "..2026_2", policy(b));
                Path fresh = mount.resolve("..data_tmp");
                Files.createSymbolicLink(fresh, Path.of("..2026_2"));
                Files.move(fresh, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

                awaitResponse(client, "b");
            }
        }
    }

    private static void version(Path mount, String name, String policy) throws IOException {
        Path folder = Files.createDirectory(mount.resolve(name));
        Files.writeString(folder.resolve("policy.yaml"), policy);
    }
}
