package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldParserTest {

    private final Fields fields = new Fields();
    private final FieldParser parser = new FieldParser(fields, MessageKind.REQUEST);

    private int parse(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        fields.clear(bytes);
        parser.reset();
        return parser.parse(bytes, 0, bytes.length);
    }

    @Test
    void readsNamesAndTrimmedValues() {
        String section = "A:1\r\nB: \t 2 3 \t\r\nC:\r\nD: \t \r\n\r\n";

        assertThat(parse(section + "rest")).isEqualTo(section.length());

        assertThat(fields.count()).isEqualTo(4);
        assertThat(fields.name(0)).isEqualTo("A");
        assertThat(fields.value(0)).isEqualTo("1");
        assertThat(fields.value(1)).isEqualTo("2 3");
        assertThat(fields.value(2)).isEmpty();
        assertThat(fields.value(3)).isEmpty();
        assertThat(fields.lineEnd(0)).isEqualTo(fields.nameStart(1));
    }

    @Test
    void anEmptySectionIsJustItsEnd() {
        assertThat(parse("\r\n")).isEqualTo(2);
        assertThat(fields.count()).isZero();
    }

    /** By the letter of RFC 9110, 5.6.2. */
    private static boolean isToken(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    @Test
    void everyByteIsJudgedInNamesAndValues() {
        for (char c = 0; c < 256; c++) {
            assertThat(parse("x" + c + "y: 1\r\n\r\n") > 0)
                    .as("name with 0x%x", (int) c)
                    .isEqualTo(isToken(c) || c == ':');
            assertThat(parse("x: 1" + c + "2\r\n\r\n") > 0)
                    .as("value with 0x%x", (int) c)
                    .isEqualTo(c == '\t' || c >= ' ' && c != 0x7f);
        }
    }

    @Test
    void takesAHundredFieldsAndNoMore() {
        assertThat(parse("X:\r\n".repeat(100) + "\r\n")).isPositive();
        assertThat(fields.count()).isEqualTo(100);
        assertThat(parse("X:\r\n".repeat(101) + "\r\n")).isEqualTo(FieldParser.REFUSED);
        assertThat(parser.refusal()).isEqualTo(HeadRefusal.TOO_MANY_FIELDS);
    }

    private static java.util.List<String> sections() {
        return java.util.List.of("A: 1\r\n\r\n", "A:\r\nBb: \t\r\n\r\n", "\r\n");
    }

    @ParameterizedTest
    @MethodSource("sections")
    void everyBeginningIsIncomplete(String section) {
        for (int length = 0; length < section.length(); length++) {
            assertThat(parse(section.substring(0, length))).isEqualTo(FieldParser.INCOMPLETE);
        }
    }
}
