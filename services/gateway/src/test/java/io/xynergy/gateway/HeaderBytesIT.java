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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Header fields and queries pass byte for byte, but for what a gateway has to change (RFC 9110,
 * 7.6).
 */
@OnASharedGateway
final class HeaderBytesIT {

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    HeaderBytesIT(SharedGateway shared) throws IOException {
        shared.reset();
        gateway = shared.gateway();
        upstream = shared.upstream();
    }

    private ReceivedRequest sent(String lines) throws Exception {
        RawClient client = gateway.connect();
        Response response = client.send("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").read();
        assertThat(response.status()).isEqualTo(200);
        return upstream.take();
    }

    @Test
    void fieldsPassInOrderAndToTheByte() throws Exception {
        String lines =
                "aCCept:  text/html;q=0.1 ,*/*\r\n"
                        + "X-Empty:\r\n"
                        + "X-Blank: \t \r\n"
                        + "X-Obs: caf\u00e9 \u0080\u00ff\r\n"
                        + "X-Tab: a\tb\t\r\n"
                        + "X-Many: 1\r\n"
                        + "x-MANY: 2\r\n"
                        + "Cookie: a=b; c=\"d\"\r\n"
                        + "X-Many: 1\r\n"
                        + "!#$%&'*+-.^`|~9: token\r\n"
                        + "Via: 1.0 before\r\n"
                        + "Date: yesterday\r\n"
                        + "Content-Type: text/plain\r\n"
                        + "Authorization: Basic x==\r\n";

        ReceivedRequest request = sent(lines);

        assertThat(request.head()).startsWith("GET / HTTP/1.1\r\nHost: a\r\n" + lines);
        assertThat(request.values("Via")).containsExactly("1.0 before", "1.1 xynergy");
    }

    @Test
    void theGatewayAddsWhatItMustAndNothingElse() throws Exception {
        ReceivedRequest request = sent("X: 1\r\n");

        String names =
                String.join(" ", request.lines().stream().map(l -> l.split(":")[0]).toList());
        assertThat(names)
                .isEqualTo(
                        "Host X X-Forwarded-For X-Real-IP X-Forwarded-Proto X-Forwarded-Port Forwarded"
                                + " X-Forwarded-Host Via X-Request-Id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?",
                "?a=1&b=2",
                "?a=%2e%2E/%zz%00&&=",
                "?q=a+b/../c//d",
                "??x=?",
                "?\"<>[]{}|\\^`",
                "?%e4%C4"
            })
    void queriesPassToTheByte(String query) throws Exception {
        gateway.connect().send("GET /p" + query + " HTTP/1.1\r\nHost: a\r\n\r\n").read();

        assertThat(upstream.take().requestLine()).isEqualTo("GET /p" + query + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: keep-alive",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic x",
                "Proxy-Authenticate: Basic",
                "TE: gzip",
                "Upgrade: websocket",
                "HTTP2-Settings: x",
                "kEEP-aLIVE: x"
            })
    void fieldsOfThisHopStayHere(String line) throws Exception {
        ReceivedRequest request = sent(line + "\r\nX-After: 1\r\n");

        assertThat(request.values(line.split(":")[0])).isEmpty();
        assertThat(request.lines()).contains("X-After: 1");
    }

    @Test
    void fieldsThatConnectionNamesStayHere() throws Exception {
        ReceivedRequest request =
                sent(
                        "X-One: 1\r\nConnection: x-one ,X-TWO\r\nX-Two: 2\r\nX-Three: 3\r\n"
                                + "Connection: x-four\r\nX-Four: 4\r\nX-Two: 5\r\n");

        assertThat(request.values("Connection")).isEmpty();
        assertThat(request.values("X-One")).isEmpty();
        assertThat(request.values("X-Two")).isEmpty();
        assertThat(request.values("X-Four")).isEmpty();
        assertThat(request.value("X-Three")).isEqualTo("3");
    }

    @Test
    void connectionCannotTakeAwayWhatTheGatewayAdds() throws Exception {
        ReceivedRequest request =
                sent(
                        "Connection: x-forwarded-for, via, x-request-id, forwarded, x-forwarded-host\r\n");

        assertThat(request.value("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.value("Forwarded")).contains("for=127.0.0.1");
        assertThat(request.value("X-Forwarded-Host")).isEqualTo("a");
        assertThat(request.value("Via")).isEqualTo("1.1 xynergy");
        assertThat(request.value("X-Request-Id")).isNotEmpty();
    }

    @Test
    void trailersAreOfferedUpstreamWhenTheClientTakesThem() throws Exception {
        ReceivedRequest request = sent("TE: trailers, deflate;q=0.5\r\nConnection: TE\r\n");

        assertThat(request.value("TE")).isEqualTo("trailers");
        assertThat(request.value("Connection")).isEqualTo("TE");
    }
}
