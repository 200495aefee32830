package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** New versions of a policy, and what becomes of issuers, their keys and verified tokens. */
@OnBothCarriers
final class IssuerReloadIT {

    private static final String MISSES = "xynergy_gateway_token_cache_total{result=\"miss\"}";

    private final Lanes.Choice carrier;
    private final AuthGateway gateway;
    private final FakeIssuer issuer;
    private final String token;

    IssuerReloadIT(Lanes.Choice carrier) throws IOException {
        this.carrier = carrier;
        gateway = new AuthGateway(carrier);
        issuer = gateway.issuer;
        token = issuer.token("ann", "acme");
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    /** Brings a version into force. */
    private void edit(String spec) throws IOException {
        String before = gateway.fixture.gateway().digest();
        gateway.fixture.edit(gateway.yaml(carrier, spec));
        Await.until(
                "the edit is in force", () -> !gateway.fixture.gateway().digest().equals(before));
    }

    private String spec() {
        return AuthGateway.spec(issuer.name());
    }

    @Test
    void anIssuerThatStaysKeepsItsKeysAndTokensUnderLoad() throws Exception {
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        long misses = gateway.fixture.metric(MISSES);
        var over = new AtomicBoolean();
        try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> served = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                served.add(clients.submit(() -> load(over)));
            }
            for (int i = 1; i <= 10; i++) {
                edit(spec() + "defaults: {timeout: " + i + "s}\n");
            }
            over.set(true);
            for (Future<Integer> count : served) {
                assertThat(count.get()).isPositive();
            }
        }

        assertThat(issuer.keyRequests()).isEqualTo(1);
        assertThat(gateway.fixture.metric(MISSES)).isEqualTo(misses);
    }

    /** Asks again and again on one connection; gives the number of responses. */
    private int load(AtomicBoolean over) throws IOException {
        int served = 0;
        try (RawClient client = RawClient.connect(gateway.fixture.port())) {
            while (!over.get()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n" + AuthGateway.bearer(token) + "\r\n");
                assertThat(client.read().status()).isEqualTo(200);
                served++;
            }
        }
        return served;
    }

    @Test
    void otherRulesForTheSameIssuerTakeItsKeysOver() throws IOException {
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        edit(spec().replace("audiences: [xynergy]", "audiences: [elsewhere]"));

        assertThat(gateway.ask(token).status()).isEqualTo(401);
        edit(spec());
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        assertThat(issuer.keyRequests()).isEqualTo(1);
    }

    @Test
    void anIssuerThatGoesIsForgotten() throws IOException {
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        edit(spec().replace(issuer.name(), "http://127.0.0.1:2"));

        assertThat(gateway.ask(token).status()).isEqualTo(401);
        assertThat(issuer.keyRequests()).isEqualTo(1);
        edit(spec().replace("name: corp", "name: other"));
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        assertThat(gateway.fixture.metrics())
                .contains("issuer=\"other\"")
                .doesNotContain("issuer=\"corp\"");
        assertThat(gateway.fixture.admin("/health/deep").text())
                .contains("\"issuer other\"")
                .doesNotContain("\"issuer corp\"");
    }

    @Test
    void keysAreNotTakenFromAnywhereWithoutProtection() throws IOException {
        String before = gateway.fixture.gateway().digest();
        gateway.fixture.edit(
                gateway.yaml(carrier, spec().replace(issuer.name(), "http://id.example")));
        Await.until("the edit is refused", () -> config().contains("rejected"));

        assertThat(config())
                .contains("\"path\":\"spec.auth.issuers[0].oidc.issuer\"")
                .contains("must be an https URL, such as https://id.example.com")
                .contains(before);
        assertThat(gateway.ask(token).status()).isEqualTo(200);
    }

    private String config() {
        try {
            return gateway.fixture.admin("/config").text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
