package io.xynergy.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connections to an upstream serve more than one request. */
@OnBothCarriers
final class ConnectionReuseIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    ConnectionReuseIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.start(carrier, upstream);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    @Test
    void oneConnectionServesManyClientsInTurn() throws IOException {
        for (int i = 0; i < 10; i++) {
            try (RawClient client = gateway.connect()) {
                assertThat(client.send(i % 2 == 0 ? GET : POST).read().text()).isEqualTo("ok");
            }
        }
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void connectionUsedLastIsUsedFirst() throws Exception {
        var both = new CyclicBarrier(2);
        var number = new AtomicInteger();
        upstream.serve(peer -> {
            String name = "connection " + number.incrementAndGet();
            while (peer.next() != null) {
                await(both, name.endsWith("1"));
                peer.send(respond(name));
            }
        });
        try (RawClient one = gateway.connect();
                RawClient two = gateway.connect()) {
            one.send(GET);
            Await.until("the first is there", () -> upstream.accepted() == 1);
            two.send(GET).read();
            assertThat(number.get()).isEqualTo(2);
            both.await();
            one.read();

            // Given back last was connection 1; the one that has waited longer stays idle.
            for (int i = 0; i < 3; i++) {
                both.reset();
                two.send(GET);
                both.await();
                assertThat(two.read().text()).isEqualTo("connection 1");
            }
        }
    }

    private static void await(CyclicBarrier barrier, boolean needed) throws InterruptedException {
        if (needed) {
            try {
                barrier.await();
            } catch (java.util.concurrent.BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String respond(String text) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
    }

    @Test
    void connectionThatTheUpstreamEndedIsReplacedInSilence() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(FakeUpstream.OK);
        });
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 5; i++) {
                String request = i % 2 == 0 ? GET : POST;
                Response response = client.send(request).read();
                assertThat(response.text()).as("request %d", i).isEqualTo("ok");
                Await.until("the upstream has closed", () -> upstream.connections() == 0);
            }
        }
        assertThat(upstream.accepted()).isEqualTo(5);
    }

    @Test
    void getIsRepeatedWhenItsKeptConnectionDiesUnderIt() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(FakeUpstream.OK);
            peer.request(); // has it, and goes without a word
        });
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).read().text()).isEqualTo("ok");
            }
        }
        assertThat(gateway.metrics()).contains("stale");
    }

    @Test
    void getWithABodyIsRepeatedWithIt() throws Exception {
        upstream.serve(peer -> {
            peer.request();
            peer.send(FakeUpstream.OK);
            peer.request();
        });
        try (RawClient client = gateway.connect()) {
            client.send(GET).read();
            Response response =
                    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
                            .read();

            assertThat(response.text()).isEqualTo("ok");
        }
        upstream.take();
        assertThat(upstream.take().text()).isEqualTo("body");
        assertThat(upstream.take().text()).isEqualTo("body");
    }

    @Test
    void postIsNeverSentTwice() throws Exception {
        upstream.serve(peer -> {
            peer.request();
            peer.send(FakeUpstream.OK);
            peer.request();
        });
        try (RawClient client = gateway.connect()) {
            client.send(GET).read();
            Response response = client.send(POST).read();

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.error("code")).isEqualTo("upstream_reset");
            assertThat(client.send(GET).read().text()).as("the client goes on").isEqualTo("ok");
        }
        upstream.take();
        assertThat(upstream.take().requestLine()).startsWith("POST");
        assertThat(upstream.take().requestLine()).startsWith("GET");
        assertThat(upstream.untaken()).isEmpty();
    }

    @Test
    void deadFreshConnectionIsNotRepeatedBySilence() throws IOException {
        upstream.serve(peer -> peer.request());
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(502);
        }
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void connectionIsNotUsedAgainAfterConnectionClose() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            client.send(GET).read();
            Await.until("the gateway closes", () -> upstream.connections() == 0);
            assertThat(client.send(GET).read().status()).isEqualTo(200);
        }
        assertThat(upstream.accepted()).isEqualTo(2);
    }

    @Test
    void streamedPutFindsOutBeforehandThatItsConnectionHasEnded() throws Exception {
        var end = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send(FakeUpstream.OK);
            end.await();
        });
        try (RawClient client = gateway.connect()) {
            client.send(GET).read();
            end.countDown();
            Await.until("the upstream has closed", () -> upstream.connections() == 0);
            upstream.reply(_ -> FakeUpstream.OK);
            client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
            Await.until("a fresh connection", () -> upstream.accepted() == 2);

            assertThat(client.send("body").read().text()).isEqualTo("ok");
        }
    }
}
