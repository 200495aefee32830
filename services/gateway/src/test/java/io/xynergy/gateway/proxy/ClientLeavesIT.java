package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.TestCertificates;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Clients that go, or seem to go, while their requests wait for a response. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class ClientLeavesIT {

    private static final String LEFT = "xynergy_gateway_failures_total{kind=\"client_aborted\"}";

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private TestCertificates certificates;
    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private CountDownLatch respondNow;
    private CountDownLatch abandoned;

    @BeforeParameterizedClassInvocation
    void start() throws IOException, InterruptedException {
        certificates = TestCertificates.make();
        upstream = FakeUpstream.start();
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .gateway("tls: {secret: edge}")
                        .file("secrets/edge/tls.crt", certificates.chain("good"))
                        .file("secrets/edge/tls.key", certificates.key("good"))
                        .timeouts(ClientTimeouts.defaults().leave(Duration.ofMillis(100)))
                        .accessLog()
                        .start();
    }

    /** Requests for {@code /wait} are answered when the test says so, others at once. */
    @BeforeEach
    void reset() throws IOException {
        gateway.reset();
        respondNow = new CountDownLatch(1);
        abandoned = new CountDownLatch(1);
        upstream.serve(peer -> {
            while (true) {
                var request = peer.next();
                if (request == null) {
                    return;
                }
                if (request.requestLine().contains("/abandoned")) {
                    peer.awaitEnd();
                    abandoned.countDown();
                    return;
                }
                if (request.requestLine().contains("/wait")) {
                    respondNow.await();
                }
                peer.send(FakeUpstream.OK);
            }
        });
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private void awaitAbandoned() throws InterruptedException {
        boolean inTime = abandoned.await(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(inTime).as("the upstream is told").isTrue();
    }

    private void assertAbandoned(long leftBefore, String path) throws Exception {
        awaitAbandoned();
        gateway.awaitMetric(LEFT, leftBefore + 1);
        assertThat(gateway.awaitLogLine(path))
                .contains("\"status\":499", "\"failure\":\"client_aborted\"");
    }

    @Test
    void aResetStopsTheUpstreamsWork() throws Exception {
        long before = gateway.metric(LEFT);
        RawClient client = gateway.connect().send(get("/abandoned/reset"));
        upstream.take();

        client.reset();

        assertAbandoned(before, "/abandoned/reset");
    }

    @Test
    void aResetAfterAStreamedBodyStopsTheUpstreamsWork() throws Exception {
        long before = gateway.metric(LEFT);
        RawClient client = gateway.connect();
        client.send(
                "POST /abandoned/body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send("3\r\nabc\r\n").send("0\r\n\r\n");
        upstream.take();

        client.reset();

        assertAbandoned(before, "/abandoned/body");
    }

    @Test
    void aCloseStopsTheUpstreamsWork() throws Exception {
        long before = gateway.metric(LEFT);
        RawClient client = gateway.connect().send(get("/abandoned/close"));
        upstream.take();

        client.close();

        assertAbandoned(before, "/abandoned/close");
    }

    @Test
    void aCloseOfTlsStopsTheUpstreamsWork() throws Exception {
        long before = gateway.metric(LEFT);
        RawClient client = gateway.connect(certificates.client()).send(get("/abandoned/tls"));
        upstream.take();

        client.close();

        assertAbandoned(before, "/abandoned/tls");
    }

    @Test
    void aResetStopsASilentStream() throws Exception {
        long before = gateway.metric(LEFT);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
            peer.awaitEnd();
            abandoned.countDown();
        });
        RawClient client = gateway.connect().send(get("/stream"));
        client.readHead();

        client.reset();

        awaitAbandoned();
        gateway.awaitMetric(LEFT, before + 1);
    }

    @Test
    void clientsThatEndTheirSideGetTheirResponses() throws Exception {
        RawClient older = gateway.connect();
        older.send("GET /wait HTTP/1.0\r\nHost: a\r\n\r\n").endOutput();
        RawClient newer = gateway.connect().send(get("/wait"));
        newer.endOutput();
        RawClient secure = gateway.connect(certificates.client(), "TLSv1.3").send(get("/wait"));
        secure.endOutput();
        for (int i = 0; i < 3; i++) {
            upstream.take();
        }
        // That one which has really gone is found out tells that the others were asked too.
        RawClient gone = gateway.connect().send(get("/abandoned/long"));
        upstream.take();
        gone.close();
        awaitAbandoned();

        assertThat(newer.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(secure.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        respondNow.countDown();

        for (RawClient client : new RawClient[] {older, newer, secure}) {
            assertThat(client.read().text()).isEqualTo("ok");
            client.expectEnd();
        }
    }

    @Test
    void whoSendsTheNextRequestEarlyIsServedInTurn() throws Exception {
        RawClient client = gateway.connect().send(get("/wait") + get("/next"));
        upstream.take();
        RawClient gone = gateway.connect().send(get("/abandoned/long"));
        upstream.take();
        gone.close();
        awaitAbandoned();
        respondNow.countDown();

        assertThat(client.read().text()).isEqualTo("ok");
        assertThat(client.read().text()).isEqualTo("ok");
        assertThat(client.send(get("/last")).read().text()).isEqualTo("ok");
    }
}
