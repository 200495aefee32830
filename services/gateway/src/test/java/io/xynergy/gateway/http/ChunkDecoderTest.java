package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderTest {

    private static final String NEXT = "GET / HTTP/1.1\r\n";

    /** What became of an input: content, trailers, how many raw bytes belonged to the body. */
    private record Result(String content, List<String> trailers, int used, boolean done) {}

    private static Result decode(String input, List<Integer> cuts) throws BadBodyException {
        return decode(MessageKind.REQUEST, input, cuts);
    }

    private static Result decode(MessageKind kind, String input, List<Integer> cuts)
            throws BadBodyException {
        var decoder = new ChunkDecoder(kind);
        decoder.begin();
        byte[] bytes = input.getBytes(ISO_8859_1);
        var content = new StringBuilder();
        int used = 0;
        int from = 0;
        for (int i = 0; i <= cuts.size(); i++) {
            int to = i < cuts.size() ? cuts.get(i) : bytes.length;
            var piece = ByteBuffer.allocate(to - from + 7);
            piece.put(7, bytes, from, to - from);
            int size = decoder.decode(piece, 7, 7 + to - from);
            byte[] decoded = new byte[size];
            piece.get(7, decoded);
            content.append(new String(decoded, ISO_8859_1));
            used += decoder.rawEnd() - 7;
            from = to;
            if (decoder.isDone()) {
                break;
            }
        }
        List<String> trailers = new ArrayList<>();
        for (int i = 0; i < decoder.trailers().count(); i++) {
            trailers.add(decoder.trailers().name(i) + "=" + decoder.trailers().value(i));
        }
        return new Result(content.toString(), trailers, used, decoder.isDone());
    }

    private static Result decode(String input) throws BadBodyException {
        return decode(input, List.of());
    }

    @Test
    void findsContentTrailersAndWhatFollows() throws BadBodyException {
        String body = "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nX-A: 1\r\nx-b:\t2 \r\n\r\n";

        Result result = decode(body + NEXT);

        assertThat(result)
                .isEqualTo(
                        new Result(
                                "abc0123456789", List.of("X-A=1", "x-b=2"), body.length(), true));
    }

    @Test
    void isNotDoneBeforeTheLastByte() throws BadBodyException {
        String body = "3\r\nabc\r\n0\r\nX: 1\r\n\r\n";
        for (int length = 0; length < body.length(); length++) {
            assertThat(decode(body.substring(0, length)).done()).isFalse();
        }
        assertThat(decode(body).done()).isTrue();
    }

    @Test
    void canBeginAgain() throws BadBodyException {
        var decoder = new ChunkDecoder(MessageKind.REQUEST);
        for (int i = 0; i < 2; i++) {
            decoder.begin();
            assertThat(decoder.trailers().count()).isZero();
            var bytes = ByteBuffer.wrap("1\r\na\r\n0\r\nX: 1\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(decoder.decode(bytes, 0, bytes.limit())).isOne();
            assertThat(decoder.trailers().count()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g\r\n",
                "\r\n",
                "-1\r\n",
                " 1\r\n",
                "1 \r\n",
                "1 2\r\n",
                "1\n",
                "1\rx",
                "1,\r\n",
                "1\r\nab\r\n",
                "1\r\na\n",
                "1\r\na\rx",
                "1;\n",
                "1;\0\r\n",
                "1;\u007f\r\n",
                "1000000000000000\r\n",
                "0\r\nX : y\r\n\r\n",
                "0\r\n x\r\n\r\n",
                "0\r\nx\r\n\r\n",
                "0\r\nX: \0\r\n\r\n",
                "0\r\n\n",
                "0\r\nX: a\n\r\n",
                "0\r\nX: a\rb\r\n\r\n"
            })
    void refusesWhatIsNotChunked(String input) {
        assertThatThrownBy(() -> decode(input)).isInstanceOf(BadBodyException.class);
    }

    /** RFC 9112, 7.1: servers reserve room for a size and fill it with spaces or zeros. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 \r\nabc\r\n0 \r\n\r\n",
                "3    \t\r\nabc\r\n0\r\n\r\n",
                "3 ;\r\nabc\r\n0\r\n\r\n",
                "3;bad[=x\r\nabc\r\n0\r\n\r\n",
                "00000000000000000000000000000003\r\nabc\r\n0000000000000000000\r\n\r\n"
            })
    void paddedSizesOfResponsesAreRead(String body) throws BadBodyException {
        for (int cut = 0; cut <= body.length(); cut++) {
            assertThat(decode(MessageKind.RESPONSE, body, List.of(cut)).content()).isEqualTo("abc");
        }
        assertThatThrownBy(() -> decode(body)).isInstanceOf(BadBodyException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 4\r\nabc\r\n",
                " 3\r\nabc\r\n",
                "3\nabc\r\n",
                "3 \nabc\r\n",
                "3\rabc\r\n",
                "3;a\nabc\r\n",
                "3;a\0\r\nabc\r\n",
                "3;a\rb\r\nabc\r\n",
                "3\r\nabc\n",
                "00001000000000000000\r\n"
            })
    void whatIsNoPaddingIsRefusedInResponsesToo(String body) {
        assertThatThrownBy(() -> decode(MessageKind.RESPONSE, body, List.of()))
                .isInstanceOf(BadBodyException.class);
    }

    @Test
    void paddingOfResponsesHasABound() {
        for (String padded : List.of("1" + " ".repeat(1_100), "0".repeat(1_100))) {
            assertThatThrownBy(() -> decode(MessageKind.RESPONSE, padded, List.of()))
                    .isInstanceOf(BadBodyException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\n\r\n", "\r\n\n", "\r\n\r\n"})
    void trailersOfResponsesAreReadAsTheirHeadsAre(String end) throws BadBodyException {
        String body = "0\r\nX-A : 1\nX-B: 2\r\n 3" + end;
        for (int cut = 0; cut <= body.length(); cut++) {
            Result result = decode(MessageKind.RESPONSE, body + NEXT, List.of(cut));
            if (cut < body.length()) {
                assertThat(result.trailers()).containsExactly("X-A=1", "X-B=2   3");
                assertThat(result.used()).isEqualTo(body.length());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\r\n\n", "0\r\nX: 1\r\n\n", "0\r\nX: 1\n\n", "0\r\nX: 1\n\r\n"})
    void bareLfInTrailersOfARequestIsRefused(String body) {
        assertThatThrownBy(() -> decode(body)).isInstanceOf(BadBodyException.class);
    }

    @Test
    void extensionsMayNotOutweighTheBody() throws BadBodyException {
        String large = "1;" + "e".repeat(500) + "\r\na\r\n";
        String end = "0\r\n\r\n";

        assertThat(decode(large.repeat(20) + end).done()).isTrue();
        assertThatThrownBy(() -> decode(large.repeat(40) + end))
                .isInstanceOf(BadBodyException.class);
        String paid = "200;" + "e".repeat(500) + "\r\n" + "a".repeat(512) + "\r\n";
        assertThat(decode(paid.repeat(100) + end).done()).isTrue();
        assertThat(decode("1;e\r\na\r\n".repeat(5_000) + end).done()).isTrue();
    }

    @Test
    void refusesWhatNeverEnds() {
        assertThatThrownBy(() -> decode("1;" + "x".repeat(1_100)))
                .isInstanceOf(BadBodyException.class);
        assertThatThrownBy(() -> decode("1" + " ".repeat(1_100)))
                .isInstanceOf(BadBodyException.class);
        assertThatThrownBy(() -> decode("0\r\nX: " + "x".repeat(8 * 1024)))
                .isInstanceOf(BadBodyException.class);
        assertThatThrownBy(() -> decode("0\r\n" + "X:\r\n".repeat(101) + "\r\n"))
                .isInstanceOf(BadBodyException.class);
        assertThatThrownBy(() -> decode("0".repeat(16))).isInstanceOf(BadBodyException.class);
    }

    @Test
    void anySplitGivesTheSameResult() throws BadBodyException {
        long seed = new Random().nextLong();
        RandomGenerator random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String body = randomBody(random);
            String input = body + NEXT;
            Result whole = decode(input);

            assertThat(whole.used()).as("seed %d: %s", seed, body).isEqualTo(body.length());
            assertThat(decode(input, randomCuts(random, input.length())))
                    .as("seed %d: %s", seed, body)
                    .isEqualTo(whole);
        }
    }

    @Test
    void garbageGivesAResultOrARefusalTheSameForAnySplit() {
        long seed = new Random().nextLong();
        RandomGenerator random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            String input = spoil(random, randomBody(random));

            String whole = outcome(input, List.of());
            assertThat(outcome(input, randomCuts(random, input.length())))
                    .as("seed %d: %s", seed, input)
                    .isEqualTo(whole);
        }
    }

    private static String outcome(String input, List<Integer> cuts) {
        try {
            return decode(input, cuts).toString();
        } catch (BadBodyException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static String randomBody(RandomGenerator random) {
        var body = new StringBuilder();
        for (int chunks = random.nextInt(5); chunks > 0; chunks--) {
            int size = 1 + random.nextInt(40);
            String digits = Integer.toHexString(size);
            body.append(
                    random.nextBoolean()
                            ? digits
                            : "00" + digits.toUpperCase(java.util.Locale.ROOT));
            body.append(random.nextInt(3) == 0 ? " ;name=\"a b\"" : "").append("\r\n");
            for (int i = 0; i < size; i++) {
                body.append("\r\n0;a\u00ff".charAt(random.nextInt(6)));
            }
            body.append("\r\n");
        }
        body.append(random.nextBoolean() ? "0" : "000;last").append("\r\n");
        for (int trailers = random.nextInt(3); trailers > 0; trailers--) {
            body.append("X-").append(trailers).append(": v\u00e4lue\r\n");
        }
        return body.append("\r\n").toString();
    }

    private static String spoil(RandomGenerator random, String body) {
        var spoiled = new StringBuilder(body);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(spoiled.length());
            char c =
                    random.nextBoolean()
                            ? (char) random.nextInt(256)
                            : "\r\n 0f;:".charAt(random.nextInt(7));
            switch (random.nextInt(3)) {
                case 0 -> spoiled.setCharAt(at, c);
                case 1 -> spoiled.insert(at, c);
                default -> spoiled.deleteCharAt(at);
            }
        }
        return spoiled.toString();
    }

    private static List<Integer> randomCuts(RandomGenerator random, int length) {
        return random.ints(1 + random.nextInt(length), 0, length + 1).sorted().boxed().toList();
    }
}
