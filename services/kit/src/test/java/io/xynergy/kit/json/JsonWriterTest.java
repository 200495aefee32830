package io.xynergy.kit.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void separatesMembersAndElements() {
        var json = new JsonWriter().openObject().member("a", 1).member("b", true);
        json.name("c").openArray().value("x").value(2).openObject().closeObject().closeArray();
        json.name("d").openObject().member("e", (String) null).closeObject().closeObject();

        assertThat(json.toString())
                .isEqualTo("{\"a\":1,\"b\":true,\"c\":[\"x\",2,{}],\"d\":{\"e\":null}}");
    }

    @Test
    void escapesWhatJsonCannotHold() {
        var json = new JsonWriter().value("\"\\\n\r\t\0\u001f\u007fü/");

        assertThat(json.toString()).isEqualTo("\"\\\"\\\\\\n\\r\\t\\u0000\\u001f\\u007fü/\"");
    }

    @Test
    void writesNullForNumbersThatJsonDoesNotHave() {
        var json = new JsonWriter().openArray().value(Double.NaN).value(1 / 0.0).value(0.5);

        assertThat(json.closeArray().toString()).isEqualTo("[null,null,0.5]");
    }

    @Test
    void replacesUnpairedSurrogates() {
        var json = new JsonWriter().value("a\ud83d\ude00b\ud83dc\ude00");

        assertThat(json.toString()).isEqualTo("\"a\ud83d\ude00b\ufffdc\ufffd\"");
    }

    @Test
    void anyTextComesBackFromItsEscapedForm() throws CharacterCodingException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String text = randomText(random);
            byte[] json = new JsonWriter().value(text).toBytes();
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();

            assertThat(decoded.chars()).as("seed %d", seed).noneMatch(c -> c < 0x20);
            assertThat(unescaped(decoded)).as("seed %d", seed).isEqualTo(text);
        }
    }

    private static String randomText(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int limit = random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1;
            int c = random.nextInt(limit);
            text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 'x' : c);
        }
        return text.toString();
    }

    private static String unescaped(String json) {
        var text = new StringBuilder();
        int i = 1;
        while (i < json.length() - 1) {
            char c = json.charAt(i++);
            assertThat(c).isNotEqualTo('"');
            if (c != '\\') {
                text.append(c);
                continue;
            }
            switch (json.charAt(i++)) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(json.substring(i, i + 4), 16));
                    i += 4;
                }
                default -> text.append(json.charAt(i - 1));
            }
        }
        return text.toString();
    }
}
