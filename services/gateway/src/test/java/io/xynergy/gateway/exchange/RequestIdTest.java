package io.xynergy.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestParser;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose request id is used. */
final class RequestIdTest {

    private static String idOf(String theirs, boolean trusted) {
        var head = new RequestHead();
        String text = "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + theirs + "\r\n\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new RequestParser(head).parse(bytes, 0, bytes.length)).isPositive();
        return new String(RequestId.of(head, trusted, new Random(1)), StandardCharsets.US_ASCII);
    }

    @Test
    void clientsIdIsNotUsed() {
        assertThat(idOf("theirs", false)).matches("[0-9a-f]{32}");
    }

    @Test
    void trustedProxysIdIsUsed() {
        assertThat(idOf("Their-id_1.2", true)).isEqualTo("Their-id_1.2");
        assertThat(idOf("x".repeat(128), true)).isEqualTo("x".repeat(128));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "a{b", "a/b", "a;b", "\u00e9"})
    void idThatIsNotPlainIsReplacedEvenFromATrustedProxy(String theirs) {
        assertThat(idOf(theirs, true)).matches("[0-9a-f]{32}");
    }

    @Test
    void longIdIsReplaced() {
        assertThat(idOf("x".repeat(129), true)).matches("[0-9a-f]{32}");
    }
}
