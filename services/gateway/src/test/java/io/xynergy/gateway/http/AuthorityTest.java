package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    private static int hostEnd(String text) {
        byte[] bytes = ("x" + text + "y").getBytes(ISO_8859_1);
        int end = Authority.hostEnd(bytes, 1, bytes.length - 1);
        return end < 0 ? end : end - 1;
    }

    @ParameterizedTest
    @CsvSource({
        "a, 1",
        "a:80, 1",
        "a:, 1",
        "a:65535, 1",
        "shop.example:8080, 12",
        "127.0.0.1:1, 9",
        "a_b-c~d, 7",
        "[::1], 5",
        "[::1]:8080, 5",
        "[2001:db8::ffff:1.2.3.4]:1, 24"
    })
    void findsTheEndOfTheHost(String text, int end) {
        assertThat(hostEnd(text)).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a:b",
                "a:-1",
                "a:65536",
                "a:123456",
                "a:1:2",
                "a b",
                "a/b",
                "u@a",
                "a,b",
                "[",
                "[]",
                "[::1",
                "[::1]x",
                "[::g]",
                "[::1%eth0]",
                "::1",
                "a\u00e4",
                "a%41",
                "a\\b",
                "a#b",
                "a?b",
                "*"
            })
    void refusesWhatIsNoHostAndPort(String text) {
        assertThat(hostEnd(text)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "A.Example, a.eXAMPLE, true",
        "a:80, a, true",
        "a, a:, true",
        "a:81, a:81, true",
        "a:81, a, false",
        "a:8080, a:80, false",
        "a, b, false",
        "a, aa, false",
        "[::1]:80, [::1], true"
    })
    void comparesWithoutCaseAndWithTheDefaultPort(String one, String other, boolean same) {
        byte[] bytes = (one + " " + other).getBytes(ISO_8859_1);
        int second = one.length() + 1;

        byte[] port = Authority.HTTP;
        assertThat(Authority.same(bytes, 0, one.length(), second, bytes.length, port))
                .isEqualTo(same);
        assertThat(Authority.same(bytes, second, bytes.length, 0, one.length(), port))
                .isEqualTo(same);
    }
}
