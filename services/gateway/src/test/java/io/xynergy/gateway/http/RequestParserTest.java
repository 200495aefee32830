package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestParserTest {

    private static final String HEAD =
            "POST http://shop.example:81/a%41/b?q=1&r HTTP/1.1\r\nHost: Shop.Example:81\r\n"
                    + "Content-Length: 12\r\nConnection: close, X-Gone\r\nX-Gone: 1\r\n"
                    + "Expect: 100-continue\r\nTE: trailers\r\nX: \u00e4\t\r\n\r\n";

    private final RequestHead head = new RequestHead();
    private final RequestParser parser = new RequestParser(head);

    private int parse(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return parser.parse(bytes, 0, bytes.length);
    }

    private String text(int start, int end) {
        return new String(head.bytes(), start, end - start, ISO_8859_1);
    }

    @Test
    void findsEveryPartOfAHead() {
        assertThat(parse(HEAD + "body")).isEqualTo(HEAD.length());

        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.path()).isEqualTo("/a%41/b");
        assertThat(text(head.queryStart(), head.queryEnd())).isEqualTo("q=1&r");
        assertThat(text(head.hostStart(), head.hostEnd())).isEqualTo("Shop.Example");
        assertThat(text(head.hostStart(), head.authorityEnd())).isEqualTo("Shop.Example:81");
        assertThat(head.minorVersion()).isOne();
        assertThat(head.contentLength()).isEqualTo(12);
        assertThat(head.isChunked()).isFalse();
        assertThat(head.keepAlive()).isFalse();
        assertThat(head.expectsContinue()).isTrue();
        assertThat(head.acceptsTrailers()).isTrue();
        assertThat(head.isUpgrade()).isFalse();
        assertThat(head.fields().id(3)).isEqualTo(FieldName.NAMED_BY_CONNECTION);
        assertThat(head.fields().value(6)).isEqualTo("\u00e4");
    }

    @Test
    void startsAnywhereInItsBytes() {
        byte[] bytes = ("xyz" + HEAD + "rest").getBytes(ISO_8859_1);

        assertThat(parser.parse(bytes, 3, bytes.length)).isEqualTo(3 + HEAD.length());
        assertThat(head.path()).isEqualTo("/a%41/b");
    }

    @Test
    void everyBeginningOfAHeadIsIncomplete() {
        for (int length = 0; length < HEAD.length(); length++) {
            assertThat(parse(HEAD.substring(0, length)))
                    .as(HEAD.substring(0, length))
                    .isEqualTo(RequestParser.INCOMPLETE);
        }
    }

    @Test
    void nothingIsLeftOfTheRequestBefore() {
        parse(HEAD);

        assertThat(parse("GET / HTTP/1.0\r\n\r\n")).isPositive();

        assertThat(head.contentLength()).isZero();
        assertThat(head.expectsContinue()).isFalse();
        assertThat(head.acceptsTrailers()).isFalse();
        assertThat(head.keepAlive()).isFalse();
        assertThat(head.fields().count()).isZero();
        assertThat(head.authorityEnd()).isEqualTo(head.hostStart());
        assertThat(head.queryEnd()).isEqualTo(head.queryStart());
    }

    @ParameterizedTest
    @CsvSource({
        "X : 1, SPACE_BEFORE_COLON, 3",
        "' X: 1', FOLDED_LINE, 3",
        ": 1, EMPTY_FIELD_NAME, 3",
        "X(: 1, BAD_FIELD_NAME, 3",
        "X, NO_COLON, 3",
        "Host: b, REPEATED_HOST, 0",
        "Content_Length: 1, ALIASED_FIELD_NAME, 3",
        "Content-Length: x, BAD_CONTENT_LENGTH, 0",
        "Transfer-Encoding: x, BAD_TRANSFER_ENCODING, 0",
        "Expect: x, UNKNOWN_EXPECTATION, 0",
        "Connection: host, CONNECTION_NAMES_FRAMING, 0"
    })
    void saysWhatIsWrongAndWhere(String line, HeadRefusal refusal, int where) {
        assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n"))
                .isEqualTo(RequestParser.REFUSED);
        assertThat(parser.refusal()).isEqualTo(refusal);
        if (where > 0) {
            assertThat(parser.refusedLine()).isEqualTo(where);
        }
    }

    @Test
    void anUpgradeIsAskedForOnlyWithoutABodyAndWithConnection() {
        String upgrade =
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: %s\r\n%s\r\n";
        parse(upgrade.formatted("websocket", ""));
        assertThat(head.isUpgrade()).isTrue();
        parse(upgrade.formatted("websocket", "Content-Length: 1\r\n"));
        assertThat(head.isUpgrade()).isFalse();
        parse("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
        assertThat(head.isUpgrade()).isFalse();
    }

    @Test
    void aSpoiledHeadNeverThrowsAndIsNeverLongerThanItsBytes() {
        long seed = new Random().nextLong();
        RandomGenerator random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = HEAD.getBytes(ISO_8859_1);
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] =
                        random.nextBoolean()
                                ? (byte) random.nextInt(256)
                                : bytes[random.nextInt(bytes.length)];
            }

            int end = parser.parse(bytes, 0, bytes.length);

            assertThat(end).as("seed %d", seed).isBetween(RequestParser.REFUSED, bytes.length);
            if (end > 0) {
                assertIsClean(Arrays.copyOf(bytes, end), "seed " + seed);
            } else if (end == RequestParser.REFUSED) {
                assertThat(parser.refusal().kind().status()).isBetween(400, 505);
            }
        }
    }

    /** What is accepted has no byte that another recipient could take for the end of a line. */
    private static void assertIsClean(byte[] bytes, String name) {
        String text = new String(bytes, ISO_8859_1);
        assertThat(text.replace("\r\n", "")).as(name).doesNotContain("\r").doesNotContain("\n");
        assertThat(text).as(name).doesNotContain("\0").endsWith("\r\n\r\n");
        assertThat(text.indexOf("\r\n\r\n")).as(name).isEqualTo(text.length() - 4);
    }
}
