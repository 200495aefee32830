package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How a response's body is framed for the client, whatever the upstream did. */
@OnASharedGateway
final class ResponseFramingIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String GET_1_0 = "GET / HTTP/1.0\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;name=value\r\nabc\r\n0A ; quoted=\"x;y\"\r\n0123456789\r\n"
                    + "0;last\r\nX-Sum: 13\r\nX-Other: b\r\n\r\n";

    private final FakeUpstream upstream;
    private final GatewayFixture gateway;

    ResponseFramingIT(SharedGateway shared) throws IOException {
        shared.reset();
        upstream = shared.upstream();
        gateway = shared.gateway();
    }

    private Response respondTo(String request) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send(request).read();
        }
    }

    @Test
    void lengthStaysLength() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        Response response = respondTo(GET);

        assertThat(response.value("Content-Length")).isEqualTo("5");
        assertThat(response.values("Transfer-Encoding")).isEmpty();
        assertThat(response.text()).isEqualTo("hello");
    }

    @Test
    void emptyBodyOfLengthZeroStaysSo() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        Response response = respondTo(GET);

        assertThat(response.value("Content-Length")).isEqualTo("0");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void chunkedResponseSurvivesBeingSplitAnywhere() throws IOException {
        upstream.serve(peer -> {
            for (int at = 1; at < CHUNKED.length(); at++) {
                peer.request();
                peer.send(CHUNKED.substring(0, at));
                peer.send(CHUNKED.substring(at));
            }
        });
        try (RawClient client = gateway.connect()) {
            for (int at = 1; at < CHUNKED.length(); at++) {
                Response response = client.send(GET).read();

                assertThat(response.text()).as("split at %d", at).isEqualTo("abc0123456789");
                assertThat(response.trailers()).containsExactly("X-Sum: 13", "X-Other: b");
            }
        }
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void chunkedResponseMayComeByteByByte() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            for (int i = 0; i < CHUNKED.length(); i++) {
                peer.send(CHUNKED.substring(i, i + 1));
            }
            peer.awaitEnd();
        });

        Response response = respondTo(GET);

        assertThat(response.text()).isEqualTo("abc0123456789");
        assertThat(response.trailers()).containsExactly("X-Sum: 13", "X-Other: b");
    }

    @Test
    void chunkExtensionsEndHere() throws IOException {
        upstream.reply(_ -> CHUNKED);

        Response response = respondTo(GET);

        assertThat(new String(response.rawBody(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(";");
    }

    @Test
    void trailersReachTheUpstreamToo() throws Exception {
        respondTo(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nhi\r\n0\r\nX-Sum: 2\r\nContent-Length: 7\r\n\r\n");

        assertThat(upstream.take().trailers()).containsExactly("X-Sum: 2");
    }

    @Test
    void trailersCannotSayWhoAsksOrWhatTheBodyIs() throws Exception {
        respondTo(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nhi\r\n0\r\nAuthorization: Bearer x\r\ncookie: a=b\r\n"
                        + "Content-Encoding: gzip\r\nX-Forwarded-For: 10.0.0.1\r\nX-Sum: 2\r\n\r\n");

        assertThat(upstream.take().trailers()).containsExactly("X-Sum: 2");
    }

    @Test
    void bodyUntilCloseIsChunkedForNewClients() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\nfirst ").send("second");
        });
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                Response response = client.send(GET).read();

                assertThat(response.value("Transfer-Encoding")).isEqualTo("chunked");
                assertThat(response.text()).isEqualTo("first second");
            }
        }
    }

    @Test
    void emptyBodyUntilCloseIsAnEmptyChunkedBody() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
        });

        Response response = respondTo(GET);

        assertThat(response.rawBody()).asString().isEqualTo("0\r\n\r\n");
    }

    @Test
    void bodyUntilCloseEndsWithTheConnectionOfOldClients() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\nold");
        });

        Response response = respondTo(GET_1_0);

        assertThat(response.values("Transfer-Encoding")).isEmpty();
        assertThat(response.value("Connection")).isEqualTo("close");
        assertThat(response.text()).isEqualTo("old");
    }

    @Test
    void oldClientsGetNoChunks() throws IOException {
        upstream.reply(_ -> CHUNKED);

        Response response = respondTo("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

        assertThat(response.values("Transfer-Encoding")).isEmpty();
        assertThat(response.value("Connection")).isEqualTo("close");
        assertThat(response.text()).isEqualTo("abc0123456789");
    }

    @Test
    void responsesOfOldUpstreamsAreResponsesOfThisVersion() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold");
            peer.awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                Response response = client.send(GET).read();

                assertThat(response.head()).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(response.text()).isEqualTo("old");
            }
        }
        assertThat(upstream.accepted()).isEqualTo(2);
    }

    @Test
    void oldUpstreamThatKeepsItsConnectionIsReused() throws IOException {
        upstream.reply(
                _ -> "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nold");
        try (RawClient client = gateway.connect()) {
            client.send(GET).read();
            client.send(GET).read();
        }
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void responsesToHeadHaveTheFieldsAndNoBody() throws IOException {
        upstream.reply(request ->
                request.requestLine().startsWith("HEAD /chunked")
                        ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(HEAD).readToHead().value("Content-Length")).isEqualTo("1234");
            client.send("HEAD /chunked HTTP/1.1\r\nHost: a\r\n\r\n").readToHead();
            assertThat(client.send(HEAD).readToHead().value("Content-Length")).isEqualTo("1234");
            assertThat(client.hasMore()).isFalse();
        }
    }

    @Test
    void bodilessStatusesEndWithTheirHead() throws IOException {
        upstream.reply(request ->
                request.requestLine().contains("/204")
                        ? "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
                        : "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            Response empty = client.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n").read();
            Response unchanged = client.send("GET /304 HTTP/1.1\r\nHost: a\r\n\r\n").read();

            assertThat(empty.values("Content-Length")).isEmpty();
            assertThat(unchanged.value("Content-Length")).isEqualTo("99");
            assertThat(client.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n").read().status())
                    .isEqualTo(204);
        }
    }

    @Test
    void bodyBehindAStatusWithoutOneIsNotTheNextResponse() throws Exception {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n");
            peer.awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(204);
            upstream.reply(_ -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

            assertThat(client.send(GET).read().text()).isEqualTo("ok");
        }
        assertThat(upstream.accepted()).isEqualTo(2);
    }
}
