package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two recipients could read differently are refused, each by its rule, before any of
 * it is forwarded (RFC 9112, 6.3 and 11.2).
 */
@OnASharedGateway
final class SmugglingIT {

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    SmugglingIT(SharedGateway shared) throws IOException {
        shared.reset();
        gateway = shared.gateway();
        upstream = shared.upstream();
    }

    /** A request that is refused. */
    record Attack(String name, int status, String request) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Attack bad(String name, String lines) {
        return new Attack(name, 400, "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n");
    }

    private static Attack raw(String name, String request) {
        return new Attack(name, 400, request);
    }

    static Stream<Attack> lengths() {
        return Stream.of(
                bad("both framings", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
                bad("both framings turned", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"),
                bad("differing lengths", "Content-Length: 4\r\nContent-Length: 5\r\n"),
                bad("repeated equal lengths", "Content-Length: 4\r\nContent-Length: 4\r\n"),
                bad("lengths in a list", "Content-Length: 4, 4\r\n"),
                bad("length with plus", "Content-Length: +4\r\n"),
                bad("length with minus", "Content-Length: -4\r\n"),
                bad("empty length", "Content-Length:\r\n"),
                bad("blank length", "Content-Length:  \t \r\n"),
                bad("hexadecimal length", "Content-Length: 0x4\r\n"),
                bad("length with inner space", "Content-Length: 4 4\r\n"),
                bad("length with a fraction", "Content-Length: 4.0\r\n"),
                bad("length in quotes", "Content-Length: \"4\"\r\n"),
                bad("length beyond 64 bits", "Content-Length: 18446744073709551620\r\n"),
                bad("length of 63 bits", "Content-Length: 9223372036854775807\r\n"),
                bad("length of many digits", "Content-Length: " + "0".repeat(40) + "4\r\n"),
                bad("length in other digits", "Content-Length: \u00b2\r\n"),
                bad("length named by Connection", "Connection: content-length\r\n"),
                bad("host named by Connection", "Connection: close, Host\r\n"));
    }

    private static final List<String> ODD_CODINGS =
            List.of(
                    "chunked, chunked",
                    "xchunked",
                    "chunkedx",
                    "gzip, chunked",
                    "chunked, gzip",
                    "chunked, identity",
                    "identity",
                    "gzip",
                    ", chunked",
                    "chunked,",
                    "\"chunked\"",
                    "chunked;q=1",
                    "chun ked",
                    "\u00a0chunked",
                    "");

    static Stream<Attack> codings() {
        Stream<Attack> odd =
                ODD_CODINGS.stream()
                        .map(coding ->
                                bad(
                                        "coding <" + coding + ">",
                                        "Transfer-Encoding: " + coding + "\r\n"));
        return Stream.concat(
                odd,
                Stream.of(
                        bad(
                                "repeated coding",
                                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                        bad(
                                "coding in two fields",
                                "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
                        bad("coding behind vertical tab", "Transfer-Encoding: \u000bchunked\r\n"),
                        bad("coding before form feed", "Transfer-Encoding: chunked\f\r\n"),
                        bad("space before colon", "Transfer-Encoding : chunked\r\n"),
                        bad("tab before colon", "Transfer-Encoding\t: chunked\r\n"),
                        bad("folded coding", "Transfer-Encoding:\r\n chunked\r\n"),
                        bad("coding with an underscore", "Transfer_Encoding: chunked\r\n"),
                        bad("bare LF before the coding", "X: y\nTransfer-Encoding: chunked\r\n"),
                        bad("bare CR before the coding", "X: y\rTransfer-Encoding: chunked\r\n"),
                        raw(
                                "coding in HTTP/1.0",
                                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "0\r\n\r\n"),
                        raw(
                                "coding in HTTP/1.0 that keeps alive",
                                "POST / HTTP/1.0\r\nConnection: keep-alive\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")));
    }

    static Stream<Attack> fields() {
        return Stream.of(
                bad("folded line", "X: a\r\n b\r\n"),
                bad("folded line by tab", "X: a\r\n\tb\r\n"),
                raw("folded first line", "GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n"),
                bad("space before colon", "X : a\r\n"),
                bad("no colon", "X\r\n"),
                bad("empty name", ": a\r\n"),
                bad("space in a name", "X Y: a\r\n"),
                bad("bracket in a name", "X(: a\r\n"),
                bad("obs-text in a name", "X\u00e4: a\r\n"),
                bad("NUL in a name", "X\0Y: a\r\n"),
                bad("NUL in a value", "X: a\0b\r\n"),
                bad("bare CR in a value", "X: a\rb\r\n"),
                bad("bare CR before the end of a line", "X: a\r\r\n"),
                bad("bare LF after a value", "X: a\n"),
                bad("escape in a value", "X: a\u001bb\r\n"),
                bad("DEL in a value", "X: a\u007fb\r\n"),
                raw("empty line of LF alone", "GET / HTTP/1.1\r\nHost: a\n\n"),
                raw("all lines of LF alone", "GET / HTTP/1.1\nHost: a\n\n"),
                raw("CR alone for the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\rX"),
                bad("alias of Content-Length", "Content_Length: 4\r\n"),
                bad("alias of X-Forwarded-For", "X_Forwarded_For: 1.2.3.4\r\n"),
                bad("alias of X-Request-Id", "X_Request-ID: 1\r\n"),
                bad("alias of X-Real-IP", "x_real_ip: 1.2.3.4\r\n"),
                bad("alias of Proxy-Authorization", "Proxy_Authorization: x\r\n"));
    }

    static Stream<Attack> hosts() {
        return Stream.of(
                raw("missing host", "GET / HTTP/1.1\r\n\r\n"),
                raw("repeated host", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                raw("repeated equal host", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                raw("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
                raw("host with user", "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"),
                raw("host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                raw("host with space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
                raw("hosts in a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
                raw("host of a port alone", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"),
                raw("port that is no number", "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n"),
                raw("port out of range", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
                raw("open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
                raw("empty brackets", "GET / HTTP/1.1\r\nHost: []\r\n\r\n"),
                raw("host disagrees", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n"),
                raw("host's port disagrees", "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                raw("absolute target, no host", "GET http://a/ HTTP/1.1\r\n\r\n"),
                raw("user in the target", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    private static Attack line(int status, String name, String line) {
        return new Attack(name, status, line + "\r\nHost: a\r\n\r\n");
    }

    static Stream<Attack> requestLines() {
        return Stream.of(
                line(400, "space in the target", "GET /a b HTTP/1.1"),
                line(400, "two spaces", "GET  / HTTP/1.1"),
                line(400, "tab in the line", "GET\t/ HTTP/1.1"),
                line(400, "tab in the target", "GET /a\tb HTTP/1.1"),
                line(400, "NUL in the target", "GET /a\0b HTTP/1.1"),
                line(400, "CR in the target", "GET /a\rb HTTP/1.1"),
                line(400, "LF in the target", "GET /a\nb HTTP/1.1"),
                line(400, "NUL in the method", "G\0T / HTTP/1.1"),
                line(400, "obs-text in the target", "GET /\u00e4 HTTP/1.1"),
                line(400, "fragment in the target", "GET /a#b HTTP/1.1"),
                line(400, "space at the end", "GET / HTTP/1.1 "),
                line(400, "space at the beginning", " GET / HTTP/1.1"),
                line(400, "no version", "GET /"),
                line(400, "no target", "GET HTTP/1.1"),
                line(400, "method with a bracket", "G[T / HTTP/1.1"),
                line(400, "small letters in the version", "GET / http/1.1"),
                line(400, "other protocol", "GET / SIP/2.0"),
                line(400, "two digits of version", "GET / HTTP/1.10"),
                line(400, "relative target", "GET a HTTP/1.1"),
                line(400, "other scheme", "GET ftp://a/ HTTP/1.1"),
                line(400, "authority as target of GET", "GET a:80 HTTP/1.1"),
                line(400, "zeros in the version", "GET / HTTP/01.01"),
                line(400, "zero before the version", "GET / HTTP/01.1"),
                line(400, "zero in the minor version", "GET / HTTP/1.01"),
                line(400, "version without a minor one", "GET / HTTP/2"),
                line(400, "version with a dot and nothing", "GET / HTTP/1."),
                line(400, "two digits of a later version", "GET / HTTP/20.0"),
                line(400, "no digit in the version", "GET / HTTP/x.1"),
                line(400, "comma in the version", "GET / HTTP/1,1"),
                line(400, "space at the end of a later version", "GET / HTTP/2.0 "),
                line(505, "HTTP/2", "GET / HTTP/2.0"),
                line(505, "HTTP/3.1", "GET / HTTP/3.1"),
                line(501, "method beyond its limit", "G".repeat(33) + " / HTTP/1.1"),
                line(501, "method beyond all limits", "G".repeat(10_000) + " / HTTP/1.1"),
                line(505, "HTTP/0.9", "GET / HTTP/0.9"),
                line(405, "CONNECT", "CONNECT a:443 HTTP/1.1"),
                line(405, "TRACE", "TRACE / HTTP/1.1"));
    }

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest
    @MethodSource({"lengths", "codings", "fields", "hosts", "requestLines"})
    void isRefused(Attack attack) throws IOException {
        RawClient client = gateway.connect();

        client.send(attack.request() + SMUGGLED);

        client.expectRefusal(attack.status());
        assertThat(upstream.received()).isEmpty();
        assertThat(upstream.accepted()).isZero();
    }

    @ParameterizedTest
    @MethodSource({"lengths", "codings", "fields", "hosts", "requestLines"})
    void isRefusedBehindAGoodRequest(Attack attack) throws IOException {
        RawClient client = gateway.connect();

        client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n" + attack.request() + SMUGGLED);

        assertThat(client.read().status()).isEqualTo(200);
        client.expectRefusal(attack.status());
        assertThat(upstream.untaken()).hasSize(1);
        assertThat(upstream.received()).doesNotContain("smuggled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked", "CHUNKED", " \tchunked \t"})
    void chunkedIsKnownInAnyCase(String coding) throws Exception {
        RawClient client = gateway.connect();

        client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:"
                        + coding
                        + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        ReceivedRequest request = upstream.take();
        assertThat(request.value("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(request.text()).isEqualTo("abc");
    }

    @Test
    void namesWithUnderscoresThatAliasNothingPass() throws Exception {
        gateway.connect().send("GET / HTTP/1.1\r\nHost: a\r\nX_Custom_Name: 1\r\n\r\n").read();

        assertThat(upstream.take().lines()).contains("X_Custom_Name: 1");
    }
}
