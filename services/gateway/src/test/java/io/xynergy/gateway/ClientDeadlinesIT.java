package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is too slow, in whatever way, loses its connection and nothing else happens. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class ClientDeadlinesIT {

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream = FakeUpstream.start();
        Duration moment = Duration.ofMillis(400);
        ClientTimeouts timeouts =
                ClientTimeouts.defaults().head(moment).idle(moment).body(moment).write(moment);
        gateway = GatewayFixture.on(carrier).upstream(upstream).timeouts(timeouts).start();
    }

    @BeforeEach
    void reset() throws IOException {
        gateway.reset();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    private static final String CLOSED_IDLE =
            "xynergy_gateway_connections_closed_total{reason=\"idle\"}";

    private static String phase(String name) {
        return "xynergy_gateway_timeouts_total{phase=\"" + name + "\"}";
    }

    /** The next head's time begins when the response has been sent, not with the head before. */
    @Test
    void headThatBeginsBehindASlowResponseHasItsOwnTime() throws IOException {
        var response = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            response.await();
            peer.send(FakeUpstream.OK);
            peer.request();
            peer.send(FakeUpstream.OK).awaitEnd();
        });
        RawClient client = gateway.connect();
        client.send("GET /a HTTP/1.1\r\nHo");
        Await.pause(Duration.ofMillis(100)); // so that the head comes in two pieces
        client.send("st: a\r\n\r\nGET /b HTTP/1.1\r\nHo");
        Await.pause(Duration.ofMillis(500)); // longer than a head may take
        response.countDown();
        assertThat(client.read().status()).isEqualTo(200);

        assertThat(client.send("st: a\r\n\r\n").read().status()).isEqualTo(200);
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        long before = gateway.metric(CLOSED_IDLE);
        RawClient client = gateway.connect();

        client.expectEnd();

        gateway.awaitMetric(CLOSED_IDLE, before + 1);
        gateway.awaitIdle();
    }

    @Test
    void aConnectionThatStaysIdleIsClosed() throws IOException {
        long before = gateway.metric(CLOSED_IDLE);
        RawClient client = gateway.connect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        client.expectEnd();

        gateway.awaitMetric(CLOSED_IDLE, before + 1);
    }

    @Test
    void aHeadThatStaysIncompleteIsAnswered() throws IOException {
        long before = gateway.metric(phase("client_head"));
        RawClient client = gateway.connect();

        client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");

        assertThat(client.expectRefusal(408).error("code")).isEqualTo("request_timeout");
        gateway.awaitMetric(phase("client_head"), before + 1);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aHeadThatGoesOnAndOnIsAnsweredToo() throws Exception {
        long before = gateway.metric(phase("client_head"));
        RawClient client = gateway.connect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
        Thread drip =
                Thread.ofVirtual()
                        .start(() ->
                                Await.until(
                                        "the gateway has had enough", () -> !client.trySend("x")));

        Response response = client.read();

        assertThat(response.status()).isEqualTo(408);
        assertThat(response.value("Connection")).isEqualTo("close");
        client.close();
        drip.join();
        gateway.awaitIdle();
        gateway.awaitMetric(phase("client_head"), before + 1);
    }

    @Test
    void emptyLinesDoNotProlongTheHead() throws Exception {
        RawClient client = gateway.connect();
        client.send("\r\n");
        Thread drip =
                Thread.ofVirtual()
                        .start(() ->
                                Await.until(
                                        "the gateway has had enough",
                                        () -> !client.trySend("\r\n")));

        assertThat(client.read().status()).isEqualTo(408);
        client.close();
        drip.join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\n12345",
                "Content-Length: 10\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n123",
                "Transfer-Encoding: chunked\r\n\r\n5;ext",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n"
            })
    void aBodyThatStallsIsAnsweredAndEndedUpstream(String request) throws Exception {
        var ended = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.head();
            try {
                peer.awaitEnd();
            } finally {
                ended.countDown();
            }
        });
        long before = gateway.metric(phase("client_body"));
        RawClient client = gateway.connect();

        client.send("POST / HTTP/1.1\r\nHost: a\r\n" + request);

        client.expectRefusal(408);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        gateway.awaitMetric(phase("client_body"), before + 1);
        assertThat(upstream.untaken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 20000000\r\n\r\n", "\r\n"})
    void aReaderThatStopsLosesItsConnection(String framing) throws Exception {
        var ended = new CountDownLatch(1);
        byte[] part = new byte[100_000];
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n" + framing);
            try {
                for (int i = 0; i < 200; i++) {
                    peer.send(part);
                }
            } finally {
                ended.countDown();
            }
        });
        long before = gateway.metric(phase("client_write"));
        RawClient client = gateway.connect(4096);

        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        gateway.awaitIdle();
        gateway.awaitMetric(phase("client_write"), before + 1);
        client.awaitEnd();
    }

    @Test
    void aClientThatReadsAndSendsInTimeIsNotDisturbed() throws Exception {
        RawClient client = gateway.connect();

        for (int i = 0; i < 30; i++) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
            client.send("67890");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
