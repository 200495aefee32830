package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How long a client's connection lives (RFC 9112, 9.3). */
@OnASharedGateway
final class KeepAliveIT {

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    KeepAliveIT(SharedGateway shared) throws IOException {
        shared.reset();
        gateway = shared.gateway();
        upstream = shared.upstream();
    }

    @Test
    void aConnectionServesRequestAfterRequest() throws IOException {
        long before = gateway.metric("xynergy_gateway_connections_accepted_total");
        RawClient client = gateway.connect();
        for (int i = 0; i < 20; i++) {
            Response response = client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").read();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.values("Connection")).isEmpty();
        }
        long after = gateway.metric("xynergy_gateway_connections_accepted_total");
        assertThat(after - before).isOne();
        assertThat(upstream.untaken()).hasSize(20);
        assertThat(upstream.accepted()).isOne();
    }

    @Test
    void closeEndsTheConnectionAfterTheResponse() throws IOException {
        RawClient client = gateway.connect();

        Response response =
                client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n").read();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.value("Connection")).isEqualTo("close");
        client.expectEnd();
    }

    @Test
    void closeWinsOverKeepAlive() throws IOException {
        RawClient client = gateway.connect();

        Response response =
                client.send(
                                "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n"
                                        + "Connection: close\r\n\r\n")
                        .read();

        assertThat(response.value("Connection")).isEqualTo("close");
        client.expectEnd();
    }

    @Test
    void http10EndsTheConnectionByDefault() throws IOException {
        RawClient client = gateway.connect();

        Response response = client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").read();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.value("Connection")).isEqualTo("close");
        client.expectEnd();
    }

    @Test
    void http10KeepsTheConnectionWhenAsked() throws IOException {
        RawClient client = gateway.connect();
        for (int i = 0; i < 3; i++) {
            Response response =
                    client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n")
                            .read();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.value("Connection")).isEqualTo("keep-alive");
            assertThat(response.value("Content-Length")).isEqualTo("2");
        }
    }

    @Test
    void http10GetsAnResponseOfUnknownLengthUntilTheEndOfTheConnection() throws IOException {
        upstream.reply(request ->
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        RawClient client = gateway.connect();

        Response response =
                client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n").read();

        assertThat(response.values("Transfer-Encoding")).isEmpty();
        assertThat(response.value("Connection")).isEqualTo("close");
        assertThat(response.text()).isEqualTo("abcde");
    }

    @Test
    void http10ReachesTheUpstreamAs11WithAHost() throws Exception {
        gateway.connect().send("GET / HTTP/1.0\r\n\r\n").read();

        ReceivedRequest request = upstream.take();
        assertThat(request.requestLine()).isEqualTo("GET / HTTP/1.1");
        assertThat(request.value("Host")).isEqualTo("127.0.0.1:" + upstream.port());
        assertThat(request.value("Via")).isEqualTo("1.0 xynergy");
        assertThat(request.value("Forwarded")).isEqualTo("for=127.0.0.1;proto=http");
        assertThat(request.values("X-Forwarded-Host")).isEmpty();
        assertThat(request.values("Connection")).isEmpty();
    }

    @Test
    void aConnectionGoesOnAfterAnErrorThatDoesNotTouchItsFraming() throws IOException {
        upstream.serve(peer -> peer.request());
        RawClient client = gateway.connect();

        Response failed = client.send("POST / HTTP/1.1\r\nHost: a\r\n\r\n").read();
        upstream.reset();
        Response next = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        assertThat(failed.status()).isEqualTo(502);
        assertThat(failed.values("Connection")).isEmpty();
        assertThat(next.status()).isEqualTo(200);
    }

    @Test
    void responsesToHeadHaveNoBodyAndKeepTheConnection() throws IOException {
        upstream.reply(request -> "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        RawClient client = gateway.connect();

        for (int i = 0; i < 2; i++) {
            Response response = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readToHead();
            assertThat(response.value("Content-Length")).isEqualTo("1000");
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
