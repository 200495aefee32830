package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Configurations and endpoints that change while clients ask. */
@OnBothCarriers
final class DeliveryUnderLoadIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CLIENTS = 4;
    private static final int DELIVERIES = 200;

    /** Answers with the name of the configuration that sent the request. */
    private final FakeUpstream upstream =
            FakeUpstream.replying(request -> {
                String name = request.value("X-Config");
                return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(name.length(), name);
            });

    private final DeliveredGateway gateway;
    private final AtomicInteger sent = new AtomicInteger(1);
    private final AtomicInteger acknowledged = new AtomicInteger(1);
    private final AtomicInteger served = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    DeliveryUnderLoadIT(Lanes.Choice carrier) throws IOException {
        gateway = DeliveredGateway.start(carrier, document(1), 1);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        upstream.close();
    }

    private byte[] document(int revision) {
        return Documents.named(upstream.url(), Integer.toString(revision));
    }

    private List<Thread> clients() {
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().start(this::ask));
        }
        return clients;
    }

    /**
     * No response is older than what was acknowledged before its request, none is from tomorrow.
     */
    private void ask() {
        try (RawClient client = gateway.connect()) {
            while (!over) {
                int oldest = acknowledged.get();
                Response response = client.send(GET).read();
                int newest = sent.get();
                int from = response.status() == 200 ? Integer.parseInt(response.text()) : 0;
                if (from < oldest || from > newest) {
                    wrong.add(oldest + " to " + newest + ": " + response.head() + response.text());
                }
                served.incrementAndGet();
            }
        } catch (IOException | AssertionError e) {
            wrong.add(String.valueOf(e));
        }
    }

    private void end(List<Thread> clients) throws InterruptedException {
        over = true;
        for (Thread client : clients) {
            client.join();
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyResponseIsOfTheOldConfigurationOrTheNewOneAndNoneFails() throws Exception {
        List<Thread> clients = clients();
        for (int revision = 2; revision <= DELIVERIES + 1; revision++) {
            sent.set(revision);
            Response response = gateway.put("/config", revision, document(revision));
            assertThat(response.status()).as(response.text()).isEqualTo(200);
            acknowledged.set(revision);
        }
        int soFar = served.get();
        Await.until("requests go on", () -> served.get() > soFar + CLIENTS || !wrong.isEmpty());
        end(clients);

        assertThat(served.get()).isGreaterThan(DELIVERIES);
        assertThat(upstream.accepted()).as("connections").isLessThanOrEqualTo(CLIENTS + 1);
    }

    @Test
    void endpointsThatComeAndGoFailNoRequest() throws Exception {
        List<FakeUpstream> pods = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            pods.add(Documents.upstream("1"));
        }
        FakeUpstream[] all = pods.toArray(new FakeUpstream[0]);
        gateway.put("/endpoints", 1, Documents.endpoints(all));
        List<Thread> clients = clients();
        for (int revision = 2; revision <= DELIVERIES + 1; revision++) {
            FakeUpstream one = all[revision % 3];
            FakeUpstream two = all[(revision + 1) % 3];
            byte[] document =
                    revision % 2 == 0 ? Documents.endpoints(one) : Documents.endpoints(one, two);
            Response response = gateway.put("/endpoints", revision, document);
            assertThat(response.status()).as(response.text()).isEqualTo(200);
        }
        int soFar = served.get();
        Await.until("requests go on", () -> served.get() > soFar + CLIENTS || !wrong.isEmpty());
        end(clients);

        for (FakeUpstream pod : pods) {
            assertThat(pod.accepted()).isPositive();
            pod.close();
        }
        assertThat(upstream.accepted()).isZero();
    }
}
