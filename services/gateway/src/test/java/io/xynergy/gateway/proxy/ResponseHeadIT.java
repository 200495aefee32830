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
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets of a response's status line and fields. */
@OnASharedGateway
final class ResponseHeadIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final FakeUpstream upstream;
    private final GatewayFixture gateway;

    ResponseHeadIT(SharedGateway shared) throws IOException {
        shared.reset();
        upstream = shared.upstream();
        gateway = shared.gateway();
    }

    private Response respondWith(String head) throws IOException {
        upstream.reset();
        upstream.reply(_ -> head + "Content-Length: 0\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            return client.send(GET).read();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK",
                "200 Fine, thanks",
                "200 ",
                "299 Almost",
                "418 I'm a teapot",
                "451 Unavailable For Legal Reasons",
                "599 \u00fcber",
                "799 Beyond"
            })
    void statusAndReasonPassUnchanged(String line) throws IOException {
        assertThat(respondWith("HTTP/1.1 " + line + "\r\n").head())
                .startsWith("HTTP/1.1 " + line + "\r\n");
    }

    @Test
    void fieldsPassToTheByteAndInOrder() throws IOException {
        String fields =
                "x-lower: 1\r\nX-UPPER:2\r\nX-Spaces:  a  b\t c\r\nX-Empty:\r\n"
                        + "Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nX-Latin: \u00e9\u00fc\r\n"
                        + "ETag: W/\"x\"\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n";

        assertThat(respondWith("HTTP/1.1 200 OK\r\n" + fields).head()).contains(fields);
    }

    @Test
    void fieldsOfTheHopEndHere() throws IOException {
        Response response =
                respondWith(
                        "HTTP/1.1 200 OK\r\nConnection: X-Secret, keep-alive\r\nX-Secret: 1\r\n"
                                + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\n"
                                + "TE: trailers\r\nUpgrade: h2c\r\nX-Kept: 1\r\n");

        assertThat(response.lines())
                .noneMatch(line ->
                        line.matches(
                                "(?i)(x-secret|keep-alive|proxy-connection|te|upgrade"
                                        + "|connection):.*"))
                .contains("X-Kept: 1");
    }

    @Test
    void dateIsAddedWhereItIsMissingAndOnlyThere() throws IOException {
        String there = "Date: Thu, 01 Jan 1970 00:00:00 GMT";

        assertThat(respondWith("HTTP/1.1 200 OK\r\n").value("Date")).endsWith(" GMT");
        assertThat(respondWith("HTTP/1.1 200 OK\r\n" + there + "\r\n").values("Date"))
                .containsExactly("Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @Test
    void requestIdIsTheGatewaysAndTheOneTheUpstreamGot() throws Exception {
        Response response = respondWith("HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\n");

        assertThat(response.value("X-Request-Id"))
                .matches("[0-9a-f]{32}")
                .isEqualTo(upstream.take().value("X-Request-Id"));
    }

    @Test
    void largeHeadPasses() throws IOException {
        String value = "v".repeat(15_000);

        assertThat(respondWith("HTTP/1.1 200 OK\r\nX-Large: " + value + "\r\n").value("X-Large"))
                .isEqualTo(value);
    }

    @Test
    void headThatIsTooLargeIsABadResponse() throws IOException {
        Response response =
                respondWith("HTTP/1.1 200 OK\r\nX-Large: " + "v".repeat(17_000) + "\r\n");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.error("code")).isEqualTo("upstream_head_too_large");
    }

    @Test
    void headWithTooManyFieldsIsABadResponse() throws IOException {
        assertThat(respondWith("HTTP/1.1 200 OK\r\n" + "X-A: 1\r\n".repeat(101)).status())
                .isEqualTo(502);
        assertThat(respondWith("HTTP/1.1 200 OK\r\n" + "X-A: 1\r\n".repeat(99)).status())
                .isEqualTo(200);
    }
}
