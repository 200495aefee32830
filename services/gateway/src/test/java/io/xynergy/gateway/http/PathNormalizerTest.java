package io.xynergy.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerTest {

    private static final String[] PIECES = {
        "/", "/", "/", "//", ".", "..", "a", "b", "api", ";", ";x=1", "%2e", "%2E", "%2f", "%2F",
        "%61", "%7e", "%3b", "%3B", "%25", "%5c", "\\", "%00", "%", "%g1", "%1", "#", "?", "\u00e9",
        " ", "\r", "~", "-", "_", "*", "%c3%a9", ".a", "a.", "...", "\u007f", "%20"
    };

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/api/v2/crm/contacts", "/a.b", "/a;x=1/b", "/*"})
    void leavesNormalPathsAsTheyAre(String path) {
        assertThat(normalize(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/%61%7A%30%2D%5F%7E, /az0-_~",
        "/a%2Eb, /a.b",
        "/%2Ewell-known, /.well-known",
        "/a/%2e%2e%2e, /a/..."
    })
    void decodesUnreservedCharacters(String path, String normal) {
        assertThat(normalize(path)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({"/%c3%a9, /%C3%A9", "/a%3ab, /a%3Ab", "/%252e, /%252e", "/%20%0d%0a, /%20%0D%0A"})
    void keepsOtherEscapesWithUpperCaseDigits(String path, String normal) {
        assertThat(normalize(path)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/c/./../../g, /a/g",
        "/., /",
        "/./, /",
        "/a/., /a/",
        "/a/.., /",
        "/a/../, /",
        "/a/b/.., /a/",
        "/a/b/../c, /a/c",
        "/a/./b, /a/b",
        "/.a/..b/c./d.., /.a/..b/c./d.."
    })
    void resolvesPlainDotSegments(String path, String normal) {
        assertThat(normalize(path)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/../a", "/a/../..", "/a/../../b", "/./..", "//.."})
    void refusesToClimbAboveTheRoot(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.ABOVE_ROOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%2e", "/a/%2E", "/a/%2e%2e/b", "/a/.%2E/b", "/a/%2e./b", "/a/%2E%2e"})
    void refusesEncodedDotSegments(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.ENCODED_DOT_SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/..%2Fb", "/a/b%2f..", "/a/x%2F.%2Fb", "/..%2f", "/%2e%2e%2Fb"})
    void refusesDotSegmentsBetweenEncodedSlashes(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.ENCODED_DOT_SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/a/..;x/b", "/a/.;", "/..;/b", "/a/..%3bx", "/a/%2e%2e;x", "/a%2F..;x"})
    void refusesParametersOnDotSegments(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.DOT_SEGMENT_PARAMETERS);
    }

    @ParameterizedTest
    @CsvSource({"//, /", "//a, /a", "/a//b, /a/b", "/a///, /a/", "/a//../b, /b", "/a/.//b, /a/b"})
    void mergesSlashes(String path, String normal) {
        assertThat(normalize(path)).isEqualTo(normal);
    }

    @Test
    void keepsEncodedSlashesAndReportsThem() {
        byte[] bytes = bytes("/a%2fb/c");

        int result = PathNormalizer.normalize(bytes, 0, bytes.length);

        assertThat(PathNormalizer.hasEncodedSlash(result)).isTrue();
        assertThat(text(bytes, 0, PathNormalizer.end(result))).isEqualTo("/a%2Fb/c");
    }

    @Test
    void reportsAnEncodedSlashAlsoInASegmentThatIsTakenAway() {
        byte[] bytes = bytes("/a%2fb/../c");

        assertThat(PathNormalizer.hasEncodedSlash(PathNormalizer.normalize(bytes, 0, bytes.length)))
                .isTrue();
    }

    @Test
    void reportsNoEncodedSlashWhereThereIsNone() {
        byte[] bytes = bytes("/a/%252Fb/%c3");

        assertThat(PathNormalizer.hasEncodedSlash(PathNormalizer.normalize(bytes, 0, bytes.length)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\\b", "/a%5Cb", "/a%5cb", "/..\\"})
    void refusesBackslashes(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.BACKSLASH);
    }

    @Test
    void refusesEncodedNul() {
        assertThat(refusal("/a%00")).isEqualTo(PathRefusal.ENCODED_NUL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/a%4", "/%g0", "/%0g", "/a%%41", "/%/41", "/%-1"})
    void refusesInvalidEscapes(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.INVALID_ESCAPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/a b", "/\u0000", "/\t", "/\r\n", "/\u007f", "/\u00e9", "/a#b", "/a?b"})
    void refusesBytesThatMustBeEscaped(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.FORBIDDEN_BYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "*", "%2Fa", "http://a/"})
    void refusesPathsThatDoNotBeginWithASlash(String path) {
        assertThat(refusal(path)).isEqualTo(PathRefusal.NOT_ABSOLUTE);
    }

    @Test
    void touchesNothingOutsideItsRange() {
        byte[] bytes = bytes("..//a/../b%2e?x=//..");

        int result = PathNormalizer.normalize(bytes, 3, 13);

        assertThat(text(bytes, 3, PathNormalizer.end(result))).isEqualTo("/b.");
        assertThat(text(bytes, 0, 3)).isEqualTo("../");
        assertThat(text(bytes, 13, bytes.length)).isEqualTo("?x=//..");
    }

    @Test
    void agreesWithThePlainReferenceAndIsIdempotent() {
        long seed = 20261122;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 30_000; i++) {
            String path = randomPath(random);
            PathReference expected = PathReference.of(path);
            byte[] bytes = bytes(path);
            int result = PathNormalizer.normalize(bytes, 0, bytes.length);
            String description = "seed " + seed + ", path " + path;
            if (result < 0) {
                assertThat(PathRefusal.of(result)).as(description).isEqualTo(expected.refusal());
                continue;
            }
            String normal = text(bytes, 0, PathNormalizer.end(result));
            assertThat(normal).as(description).isEqualTo(expected.path());
            assertThat(PathNormalizer.hasEncodedSlash(result))
                    .as(description)
                    .isEqualTo(path.toUpperCase(Locale.ROOT).contains("%2F"));
            assertThat(normalize(normal)).as(description).isEqualTo(normal);
        }
    }

    @Test
    void escapesAloneAgreeWithThePlainReferenceAndAreIdempotent() {
        long seed = 20261130;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 30_000; i++) {
            String path = randomPath(random);
            PathReference expected = PathReference.withItsSlashes(path);
            byte[] bytes = bytes("x" + path + "?");
            int result = PathNormalizer.normalizeEscapes(bytes, 1, bytes.length - 1);
            String description = "seed " + seed + ", path " + path;
            if (result < 0) {
                assertThat(PathRefusal.of(result)).as(description).isEqualTo(expected.refusal());
                continue;
            }
            String kept = text(bytes, 1, PathNormalizer.end(result));
            assertThat(kept).as(description).isEqualTo(expected.path());
            byte[] again = bytes(kept);
            int second = PathNormalizer.normalizeEscapes(again, 0, again.length);
            assertThat(text(again, 0, PathNormalizer.end(second))).as(description).isEqualTo(kept);
            assertThat(normalize(kept)).as(description).isEqualTo(PathReference.of(path).path());
        }
    }

    @Test
    void parametersAreNotedAndRemovedAsThePlainReferenceDoes() {
        long seed = 20261201;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int withParameters = 0;
        for (int i = 0; i < 30_000; i++) {
            StringBuilder path = new StringBuilder("/");
            String[] pieces = {"a", "/", "//", ";", ";x=1", "%3B", "%3by", "%41", "/b", "%3c"};
            for (int left = random.nextInt(9); left > 0; left--) {
                path.append(pieces[random.nextInt(pieces.length)]);
            }
            String description = "seed " + seed + ", path " + path;
            String bare = path.toString().replaceAll("(?:;|%3[Bb])[^/]*", "");
            byte[] raw = bytes(path.toString());
            assertThat(text(raw, 0, PathNormalizer.removeParameters(raw, 0, raw.length, false)))
                    .as(description)
                    .isEqualTo(bare);

            byte[] bytes = bytes(path.toString());
            int result = PathNormalizer.normalize(bytes, 0, bytes.length);
            boolean parameters = !bare.equals(path.toString());
            assertThat(PathNormalizer.hasParameters(result)).as(description).isEqualTo(parameters);
            int end = PathNormalizer.end(result);
            assertThat(text(bytes, 0, PathNormalizer.removeParameters(bytes, 0, end, true)))
                    .as(description)
                    .isEqualTo(normalize(bare));
            withParameters += parameters ? 1 : 0;
        }
        assertThat(withParameters).isBetween(10_000, 29_000);
    }

    @Test
    void whatIsNotResolvedIsRefused() {
        byte[] bytes = bytes("/a/../b");

        int result = PathNormalizer.normalizeEscapes(bytes, 0, bytes.length);

        assertThat(PathRefusal.of(result)).isEqualTo(PathRefusal.DOT_SEGMENT);
    }

    private static String randomPath(RandomGenerator random) {
        StringBuilder path = new StringBuilder("/");
        boolean tame = random.nextInt(4) > 0;
        for (int pieces = random.nextInt(9); pieces > 0; pieces--) {
            path.append(PIECES[random.nextInt(tame ? 18 : PIECES.length)]);
        }
        return path.toString();
    }

    private static String normalize(String path) {
        byte[] bytes = bytes(path);
        int result = PathNormalizer.normalize(bytes, 0, bytes.length);
        assertThat(result).as(path).isNotNegative();
        return text(bytes, 0, PathNormalizer.end(result));
    }

    private static PathRefusal refusal(String path) {
        byte[] bytes = bytes(path);
        int result = PathNormalizer.normalize(bytes, 0, bytes.length);
        assertThat(result).as(path).isNegative();
        return PathRefusal.of(result);
    }

    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
