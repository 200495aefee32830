package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Answer;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** How long a client's connection lives (RFC 9112, 9.3). */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class KeepAliveIT {

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream = FakeUpstream.start();
        gateway = GatewayFixture.start(carrier, upstream);
    }

    @BeforeEach
    void reset() throws IOException {
        gateway.reset();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void aConnectionServesRequestAfterRequest() throws IOException {
        long before = gateway.metric("xynergy_gateway_connections_accepted_total");
        RawClient client = gateway.connect();
        for (int i = 0; i < 20; i++) {
            Answer answer = client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.values("Connection")).isEmpty();
        }
        long after = gateway.metric("xynergy_gateway_connections_accepted_total");
        assertThat(after - before).isOne();
        assertThat(upstream.untaken()).hasSize(20);
        assertThat(upstream.accepted()).isOne();
    }

    @Test
    void closeEndsTheConnectionAfterTheAnswer() throws IOException {
        RawClient client = gateway.connect();

        Answer answer =
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n").read();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("Connection")).isEqualTo("close");
        client.expectEnd();
    }

    @Test
    void closeWinsOverKeepAlive() throws IOException {
        RawClient client = gateway.connect();

        Answer answer =
                client.send(
                                "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n"
                                        + "Connection: close\r\n\r\n")
                        .read();

        assertThat(answer.value("Connection")).isEqualTo("close");
        client.expectEnd();
    }

    @Test
    void http10EndsTheConnectionByDefault() throws IOException {
        RawClient client = gateway.connect();

        Answer answer = client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").read();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("Connection")).isEqualTo("close");
        client.expectEnd();
    }

    @Test
    void http10KeepsTheConnectionWhenAsked() throws IOException {
        RawClient client = gateway.connect();
        for (int i = 0; i < 3; i++) {
            Answer answer =
                    client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n")
                            .read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.value("Connection")).isEqualTo("keep-alive");
            assertThat(answer.value("Content-Length")).isEqualTo("2");
        }
    }

    @Test
    void http10GetsAnAnswerOfUnknownLengthUntilTheEndOfTheConnection() throws IOException {
        upstream.reply(request ->
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        RawClient client = gateway.connect();

        Answer answer =
                client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n").read();

        assertThat(answer.values("Transfer-Encoding")).isEmpty();
        assertThat(answer.value("Connection")).isEqualTo("close");
        assertThat(answer.text()).isEqualTo("abcde");
    }

    @Test
    void http10ReachesTheUpstreamAs11WithAHost() throws Exception {
        gateway.connect().send("GET / HTTP/1.0\r\n\r\n").read();

        ReceivedRequest request = upstream.take();
        assertThat(request.requestLine()).isEqualTo("GET / HTTP/1.1");
        assertThat(request.value("Host")).isEqualTo("127.0.0.1:" + upstream.port());
        assertThat(request.value("Via")).isEqualTo("1.0 xynergy");
        assertThat(request.values("Connection")).isEmpty();
    }

    @Test
    void aConnectionGoesOnAfterAnErrorThatDoesNotTouchItsFraming() throws IOException {
        upstream.serve(peer -> peer.request());
        RawClient client = gateway.connect();

        Answer failed = client.send("POST / HTTP/1.1\r\nHost: a\r\n\r\n").read();
        upstream.reset();
        Answer next = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.values("Connection")).isEmpty();
        assertThat(next.status()).isEqualTo(200);
    }

    @Test
    void answersToHeadHaveNoBodyAndKeepTheConnection() throws IOException {
        upstream.reply(request -> "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        RawClient client = gateway.connect();

        for (int i = 0; i < 2; i++) {
            Answer answer = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readToHead();
            assertThat(answer.value("Content-Length")).isEqualTo("1000");
        }
        assertThat(client.hasMore()).isFalse();
    }

    @Test
    void aClientThatClosesBetweenRequestsIsForgotten() throws IOException {
        RawClient client = gateway.connect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        client.endOutput();

        client.expectEnd();
        gateway.awaitIdle();
    }

    @Test
    void aClientThatResetsWithinAHeadIsForgotten() throws IOException {
        RawClient client = gateway.connect();
        client.send("GET / HTTP/1.1\r\nHo");

        client.reset();

        gateway.awaitIdle();
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aRequestOfWhichOnlyTheOutputIsClosedIsStillAnswered() throws IOException {
        RawClient client = gateway.connect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").endOutput();

        assertThat(client.read().status()).isEqualTo(200);
        client.expectEnd();
    }
}
