package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may ask for, and how the upstream is asked for it (RFC 9112, 3.2). */
@OnASharedGateway
final class RequestTargetIT {

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    RequestTargetIT(SharedGateway shared) throws IOException {
        shared.reset();
        gateway = shared.gateway();
        upstream = shared.upstream();
    }

    private String lineSentOn(String request) throws Exception {
        Response response = gateway.connect().send(request).read();
        assertThat(response.status()).isEqualTo(200);
        return upstream.take().requestLine();
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    @Test
    void anAbsoluteTargetIsSentOnAsPathWithItsHost() throws Exception {
        String request =
                "GET http://Shop.Example:8080/p?q=1 HTTP/1.1\r\nHost: shop.example:8080\r\n";
        assertThat(lineSentOn(request + "\r\n")).isEqualTo("GET /p?q=1 HTTP/1.1");
        assertThat(lineSentOn("GET HTTP://a:80/p HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo("GET /p HTTP/1.1");
        assertThat(lineSentOn(get("https://a/p"))).isEqualTo("GET /p HTTP/1.1");
        assertThat(lineSentOn(get("https://a:443/p"))).isEqualTo("GET /p HTTP/1.1");
    }

    @Test
    void anAbsoluteTargetWithoutPathMeansTheRoot() throws Exception {
        assertThat(lineSentOn(get("http://a"))).isEqualTo("GET / HTTP/1.1");
        assertThat(lineSentOn(get("http://a?q=1"))).isEqualTo("GET /?q=1 HTTP/1.1");
    }

    @Test
    void anAbsoluteTargetOfHttp10BringsItsHost() throws Exception {
        gateway.connect().send("GET http://shop.example/p HTTP/1.0\r\n\r\n").read();

        assertThat(upstream.take().value("Host")).isEqualTo("shop.example");
    }

    @Test
    void theWholeServerCanBeAskedForItsOptions() throws Exception {
        assertThat(lineSentOn("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo("OPTIONS * HTTP/1.1");
        assertThat(lineSentOn("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo("OPTIONS * HTTP/1.1");
        assertThat(lineSentOn("OPTIONS http://a?q HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo("OPTIONS /?q HTTP/1.1");
        assertThat(lineSentOn("OPTIONS http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo("OPTIONS / HTTP/1.1");
    }

    @Test
    void optionsCountTheServersThatPassThemOn() throws Exception {
        RawClient client = gateway.connect();
        String options = "OPTIONS /p HTTP/1.1\r\nHost: a\r\nMax-Forwards: ";

        client.send(options + "3\r\n\r\n").read();
        assertThat(upstream.take().values("Max-Forwards")).containsExactly("2");
        client.send(options + "1\r\n\r\n").read();
        assertThat(upstream.take().values("Max-Forwards")).containsExactly("0");
        Response own = client.send(options + "0\r\n\r\n").read();
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.value("Allow")).contains("GET");
        assertThat(own.value("Content-Length")).isEqualTo("0");
        assertThat(upstream.untaken()).isEmpty();
        client.send(options + "many\r\n\r\n").read();
        assertThat(upstream.take().values("Max-Forwards")).containsExactly("many");
        client.send("GET /p HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n").read();
        assertThat(upstream.take().values("Max-Forwards")).containsExactly("0");
    }

    @Test
    void aRequestThatGoesInACircleIsStopped() throws Exception {
        String via = "Via: 1.1 front, 1.1 xynergy, 1.0 xynergy, 1.1 xynergyx\r\n";
        RawClient client = gateway.connect();
        String begin = "GET /p HTTP/1.1\r\nHost: a\r\n";

        assertThat(client.send(begin + via.repeat(4) + "\r\n").read().status()).isEqualTo(200);
        Response circle = client.send(begin + via.repeat(5) + "\r\n").read();

        assertThat(circle.status()).isEqualTo(508);
        assertThat(circle.error("code")).isEqualTo("loop_detected");
    }

    @Test
    void onlyOptionsAskForTheWholeServer() throws IOException {
        RawClient client = gateway.connect();

        client.send(get("*"));

        client.expectRefusal(400);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void emptyLinesBeforeARequestAreSkipped() throws Exception {
        assertThat(lineSentOn("\r\n" + get("/a"))).isEqualTo("GET /a HTTP/1.1");
        assertThat(lineSentOn("\r\n\r\n\r\n" + get("/b"))).isEqualTo("GET /b HTTP/1.1");
    }

    @Test
    void anEmptyLineMayComeByteByByteAndBetweenRequests() throws Exception {
        RawClient client = gateway.connect();

        client.sendByteByByte("\r\n" + get("/a"));
        assertThat(client.read().status()).isEqualTo(200);
        client.send("\r\n" + get("/b") + "\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        client.send(get("/c"));
        assertThat(client.read().status()).isEqualTo(200);

        assertThat(upstream.untaken()).hasSize(3);
    }

    @Test
    void anEmptyLineInTwoPiecesIsSkipped() throws Exception {
        RawClient client = gateway.connect();
        client.send("\r");
        Await.until(
                "the gateway has read",
                () -> gateway.gateway().openConnections() == 1 && !gateway.hasUnread());

        client.send("\n" + get("/a"));

        Response response = client.read();
        assertThat(response.status()).as(response.text()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%0",
                "/%zz",
                "/a%00b",
                "/a\\b",
                "/%5c",
                "/..",
                "/a/../..",
                "/%2e%2e/x",
                "/a/%2E./x",
                "/..;/x",
                "/a/.;x/",
                "/..%2fx",
                "/%2e%2e%2fx",
                "/a%2fb"
            })
    void dangerousPathsAreRefused(String path) throws IOException {
        RawClient client = gateway.connect();

        client.send(get(path));

        Response response = client.expectRefusal(400);
        assertThat(response.error("code")).isEqualTo("bad_request");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aRefusalOfAPathSaysWhy() throws IOException {
        assertThat(refusal("/a%2fb"))
                .isEqualTo(
                        "The path has an encoded slash (%2F), which the route does not allow"
                                + " (allowEncodedSlashes).");
        assertThat(refusal("/a/%2e%2e/b"))
                .isEqualTo("The path of the request is refused. It has an encoded dot segment.");
        assertThat(refusal("/a%00"))
                .isEqualTo("The path of the request is refused. It has an encoded NUL.");
    }

    private String refusal(String target) throws IOException {
        RawClient client = gateway.connect();
        client.send(get(target));
        return client.expectRefusal(400).error("message");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a#x",
                "/a?x#y",
                "/a?#",
                "/#?x",
                "/?a=b&c#",
                "http://a#x",
                "http://a/?x#y",
                "/a?%23#"
            })
    void fragmentsAreRefusedWhereverTheyAre(String target) throws IOException {
        RawClient client = gateway.connect();

        client.send(get(target));

        client.expectRefusal(400);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void anEncodedNumberSignPasses() throws Exception {
        assertThat(lineSentOn(get("/a%23b?x=%23"))).isEqualTo("GET /a%23b?x=%23 HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ /",
                "/a/./b /a/b",
                "/a/../b /b",
                "//a///b/ /a/b/",
                "/%41%7e%2d /A~-",
                "/%c3%a4 /%C3%A4",
                "/a;p=1/b /a;p=1/b",
                "/a... /a...",
                "/a:b@c!$&'()*+,= /a:b@c!$&'()*+,="
            })
    void pathsReachTheUpstreamInTheirOneForm(String pair) throws Exception {
        String[] path = pair.split(" ");

        assertThat(lineSentOn(get(path[0] + "?x"))).isEqualTo("GET " + path[1] + "?x HTTP/1.1");
    }

    @Test
    void anUnknownMethodPasses() throws Exception {
        assertThat(lineSentOn("M-SEARCH!# / HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo("M-SEARCH!# / HTTP/1.1");
        assertThat(lineSentOn("get / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("get / HTTP/1.1");
    }

    @Test
    void laterMinorVersionsAreServedAs11() throws Exception {
        assertThat(lineSentOn("GET / HTTP/1.2\r\nHost: a\r\n\r\n")).isEqualTo("GET / HTTP/1.1");
    }
}
