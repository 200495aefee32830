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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Responses that depart from the grammar where RFC 9112 lets recipients read them all the same:
 * clients get the one form that nobody reads otherwise.
 */
@OnASharedGateway
final class ImperfectUpstreamIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final FakeUpstream upstream;
    private final GatewayFixture gateway;

    ImperfectUpstreamIT(SharedGateway shared) throws IOException {
        shared.reset();
        upstream = shared.upstream();
        gateway = shared.gateway();
    }

    /** The second response shows that the connections on both sides are still in step. */
    private Response responseTo(String request, String response) throws IOException {
        upstream.reply(_ -> response);
        try (RawClient client = gateway.connect()) {
            Response first = client.send(request).read();
            Response second = client.send(request).read();
            assertThat(second.text()).isEqualTo(first.text());
            assertThat(upstream.accepted()).isEqualTo(1);
            return first;
        }
    }

    private Response responseFor(String response) throws IOException {
        return responseTo(GET, response);
    }

    @Test
    void bareLfEndsALineOfAResponse_rfc9112_2_2() throws IOException {
        Response response =
                responseFor("HTTP/1.1 200 OK\nX-A: 1\nX-B:2\r\nContent-Length: 2\n\nok");

        assertThat(response.head()).startsWith("HTTP/1.1 200 OK\r\nX-A: 1\r\n");
        assertThat(response.value("X-B")).isEqualTo("2");
        assertThat(response.text()).isEqualTo("ok");
        assertThat(response.head().replace("\r\n", "")).doesNotContain("\n");
    }

    @Test
    void spaceBeforeAColonIsTakenOutOfAResponse_rfc9112_5_1() throws IOException {
        Response response =
                responseFor("HTTP/1.1 200 OK\r\nX-A : b\r\nContent-Length \t: 2\r\n\r\nok");

        assertThat(response.lines()).contains("X-A: b", "Content-Length: 2");
        assertThat(response.text()).isEqualTo("ok");
    }

    @Test
    void foldedLinesOfAResponseAreOneLine_rfc9112_5_2() throws IOException {
        Response response =
                responseFor(
                        "HTTP/1.1 200 OK\r\nX-A: 1\r\n\t2\r\n   3\r\nX-B:\r\n  b\nX-C: c\n d\r\n"
                                + "Content-Length:\r\n 2\r\n\r\nok");

        assertThat(response.value("X-A")).matches("1 +\t2 +3");
        assertThat(response.value("X-B")).isEqualTo("b");
        assertThat(response.value("X-C")).matches("c +d");
        assertThat(response.lines())
                .noneMatch(line -> line.startsWith(" ") || line.startsWith("\t"));
        assertThat(response.text()).isEqualTo("ok");
    }

    @Test
    void headThatComesByteByByteIsReadAlike() throws IOException {
        String head =
                "HTTP/1.1  200 OK\nX-A : 1\r\n folded\nContent-Length: 02\r\nContent-Length: 2\n\n";
        upstream.serve(peer -> {
            peer.request();
            for (int i = 0; i < head.length(); i++) {
                peer.send(head.substring(i, i + 1));
            }
            peer.send("ok").awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.head()).startsWith("HTTP/1.1 200 OK\r\nX-A: 1");
            assertThat(response.value("X-A")).matches("1 +folded");
            assertThat(response.values("Content-Length")).containsExactly("2");
            assertThat(response.text()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 2\r\n",
                "Content-Length: 2, 2\r\n",
                "Content-Length: 2 ,\t2\r\nX-A: 1\r\nContent-Length: 2\r\n",
                "Content-Length: 02\r\nContent-Length: 2\r\n",
                "Content-Length: 002\r\n",
                "Content-Length:\t2\r\n",
                "Content-Length:2 \r\n",
                "Content-Length:   2\r\n"
            })
    void lengthOfAResponseIsWrittenOnceAndPlainly_rfc9110_8_6(String lines) throws IOException {
        Response response = responseFor("HTTP/1.1 200 OK\r\n" + lines + "\r\nok");

        assertThat(response.lines().stream().filter(line -> line.startsWith("Content-Length")))
                .containsExactly("Content-Length: 2");
        assertThat(response.text()).isEqualTo("ok");
    }

    @Test
    void sameLengthOfWhatHeadAsksForIsWrittenOnce() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 7\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            Response response = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readToHead();

            assertThat(response.values("Content-Length")).containsExactly("7");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200', 'HTTP/1.1 200 '",
        "'HTTP/1.1 200 ', 'HTTP/1.1 200 '",
        "'HTTP/1.1   200 OK', 'HTTP/1.1 200 OK'",
        "'HTTP/1.1\t200\tOK', 'HTTP/1.1 200 OK'",
        "'HTTP/1.0 200 OK', 'HTTP/1.1 200 OK'",
        "'HTTP/1.7 200 OK', 'HTTP/1.1 200 OK'"
    })
    void statusLineIsWrittenByTheGrammar_rfc9112_4(String line, String written) throws IOException {
        Response response =
                responseFor(line + "\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok");

        assertThat(response.head()).startsWith(written + "\r\n");
        assertThat(response.text()).isEqualTo("ok");
    }

    @Test
    void paddedChunkSizesOfAResponseAreRead_rfc9112_7_1() throws IOException {
        Response response =
                responseFor(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "5 \r\nhello\r\n000000000000000000006   \r\n world\r\n0 \r\n\r\n");

        assertThat(response.text()).isEqualTo("hello world");
        assertThat(response.rawBody()).asString().doesNotContain("5 ");
    }

    @Test
    void trailersOfAResponseAreWrittenByTheGrammar() throws IOException {
        Response response =
                responseFor(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "2\r\nok\r\n0\r\nX-A : 1\nX-B: 2\r\n 3\r\n\r\n");

        assertThat(response.trailers()).hasSize(2).contains("X-A: 1");
        assertThat(response.trailers().getLast()).matches("X-B: 2 +3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\r\n\n", "\n\r\n"})
    void trailersOfAResponseThatEndWithBareLfEnd(String end) throws IOException {
        Response response =
                responseFor(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "2\r\nok\r\n0\r\nX-B: 1"
                                + end);

        assertThat(response.text()).isEqualTo("ok");
        assertThat(response.trailers()).containsExactly("X-B: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Request_Id", "x_forwarded_for", "X.Xynergy_User", "Keep_Alive"})
    void fieldThatSpellsOneOfTheGatewaysStaysBehind(String name) throws IOException {
        Response response =
                responseFor(
                        "HTTP/1.1 200 OK\r\n"
                                + name
                                + ": mangled\r\nX_A: 1\r\nContent-Length: 2\r\n\r\nok");

        assertThat(response.text()).isEqualTo("ok");
        assertThat(response.head()).contains("\r\nX_A: 1\r\n").doesNotContain("mangled");
    }

    @Test
    void trailerThatSpellsOneOfTheGatewaysStaysBehind() throws IOException {
        Response response =
                responseFor(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "2\r\nok\r\n0\r\nX_Request_Id: 1\r\nX_A: 1\r\n\r\n");

        assertThat(response.trailers()).containsExactly("X_A: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content_Length", "transfer.encoding"})
    void fieldThatSpellsOneThatFramesIsRefused(String name) throws IOException {
        upstream.reply(_ -> "HTTP/1.1 200 OK\r\n" + name + ": 2\r\nContent-Length: 2\r\n\r\nok");
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 0\r\n", "Content-Length: 0\r\nContent-Length: 0\r\n"})
    void lengthOf204EndsHere_rfc9110_8_6(String lines) throws IOException {
        assertThat(responseFor("HTTP/1.1 204 No Content\r\n" + lines + "\r\n").lines())
                .noneMatch(line -> line.startsWith("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n"})
    void framingOfInterimResponsesEndsHere_rfc9110_8_6(String lines) throws IOException {
        upstream.reply(_ ->
                "HTTP/1.1 103 Early Hints\r\nLink : </a>\r\n" + lines + "\r\n" + FakeUpstream.OK);
        try (RawClient client = gateway.connect()) {
            Response hints = client.send(GET).read();

            assertThat(hints.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("ok");
        }
    }

    @Test
    void lengthOfASwitchOfProtocolsEndsHere_rfc9110_8_6() throws IOException {
        upstream.reply(_ ->
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                        + "Upgrade : websocket\r\nContent-Length: 0\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            String head =
                    client.send(
                                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                                            + "Upgrade: websocket\r\n\r\n")
                            .readHead();

            assertThat(head)
                    .contains("\r\nUpgrade: websocket\r\n")
                    .doesNotContain("Content-Length");
        }
    }

    @Test
    void responseOfStatus205IsFramedAsAnyOther_rfc9112_6_3() throws IOException {
        Response response =
                responseFor("HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\n\r\nok");

        assertThat(response.value("Content-Length")).isEqualTo("2");
        assertThat(response.text()).isEqualTo("ok");
    }

    @Test
    void framingOf304DescribesAnotherMessage_rfc9110_15_4_5() throws IOException {
        upstream.reply(
                _ -> "HTTP/1.1 304 Not Modified\r\nContent-Length : 9\r\nETag: \"a\"\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.lines()).contains("Content-Length: 9", "ETag: \"a\"");
            assertThat(response.body()).isEmpty();
            assertThat(client.send(GET).read().status()).isEqualTo(304);
        }
    }
}
