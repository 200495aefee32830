package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, the response is a policy or a clear error, and it costs little. */
class ReaderBoundsTest {

    private static final long SEED = 20_260_101L;

    @Test
    void refusesTenMegabytesUnread() {
        byte[] document = new byte[10 << 20];
        Arrays.fill(document, (byte) 'a');

        assertThat(errors(document))
                .containsExactly(
                        "the document has more than 8388608 bytes, which is what this process has room"
                                + " for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[[", "{", "&a [", "!!a [", "'", "\"", "*"})
    void refusesEndlessRepetition(String piece) {
        byte[] document = piece.repeat((7 << 20) / piece.length()).getBytes(StandardCharsets.UTF_8);

        assertThat(errors(document)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-\n", "[],", "{},", "x: 1\n", "a,", "#\n", " ", "\n", "|\n a\n"})
    void answersLargeSimpleDocuments(String piece) {
        String inside = piece.repeat((1 << 19) / piece.length());
        for (String document : List.of(inside, "[" + inside + "]", "spec: " + inside)) {
            assertThat(errors(document.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
        }
    }

    @Test
    void refusesAliasesThatMultiplyText() {
        StringBuilder document = new StringBuilder("a: &a " + "x".repeat(60_000) + "\n");
        document.append("b: &b [").append("*a, ".repeat(1000)).append("]\n");
        document.append("c: &c [").append("*b, ".repeat(1000)).append("]\n");

        assertThat(errors(document.toString().getBytes(StandardCharsets.UTF_8)))
                .anyMatch(error -> error.startsWith("more than 500000 values"));
    }

    @Test
    void countsErrorsBeyondTheHundredth() {
        String routes = "    - {name: A, to: [{service: b}]}\n".repeat(300);

        List<String> errors = errors(Documents.policy("  routes:\n" + routes));

        assertThat(errors).hasSize(101);
        assertThat(errors.getLast()).matches("and [0-9]+ more");
    }

    @Test
    void answersRandomBytes() {
        RandomGenerator random = random();
        for (int i = 0; i < 2000; i++) {
            byte[] document = new byte[random.nextInt(200)];
            random.nextBytes(document);
            errors(document);
        }
    }

    @Test
    void answersRandomYaml() {
        String alphabet = "ab:-,[]{}&*!|>'\"%@`#?\n\n  \t0.~<\\";
        RandomGenerator random = random();
        for (int i = 0; i < 3000; i++) {
            StringBuilder document = new StringBuilder();
            for (int j = random.nextInt(80); j > 0; j--) {
                document.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            errors(document.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void answersDamagedPolicies() {
        List<byte[]> documents =
                Documents.in(Documents.VALID).stream().map(Documents::bytes).toList();
        RandomGenerator random = random();
        int rejected = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] document = documents.get(random.nextInt(documents.size())).clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                damage(document, random);
            }
            rejected += errors(document).isEmpty() ? 0 : 1;
        }
        assertThat(rejected).isGreaterThan(500);
    }

    private static void damage(byte[] document, RandomGenerator random) {
        int at = random.nextInt(document.length);
        switch (random.nextInt(3)) {
            case 0 -> document[at] = (byte) random.nextInt(256);
            case 1 -> document[at] = document[random.nextInt(document.length)];
            default -> {
                int length = Math.min(random.nextInt(40), document.length - at);
                int from = random.nextInt(document.length - length + 1);
                System.arraycopy(document, from, document, at, length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%YAML 99999999999.1\n---\n{}",
                "%YAML 1.1\n---\n{}",
                "%TAG ! tag:example.com,2000:\n---\n{}",
                "\"\\U99999999\"",
                "\"\\xZZ\"",
                "--- >99999999999\n a",
                "\uFEFF{}",
                "\u0085\u2028",
                "? {a: b}\n: c",
                "{? : }",
                "- - - a\n - b",
                "null",
                "~",
                "[]",
                "x",
                "{spec: }",
                "apiVersion: ~\nkind: ~\nmetadata: ~\nspec: ~"
            })
    void answersOddDocuments(String document) {
        assertThat(errors(document.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
    }

    @Test
    void aPolicyMayBeginWithAByteOrderMark() {
        String policy = new String(Documents.policy("  {}\n"), StandardCharsets.UTF_8);

        assertThat(errors(("\uFEFF" + policy).getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void utf16IsNamedAsNotUtf8() {
        assertThat(errors("kind: GatewayPolicy".getBytes(StandardCharsets.UTF_16)))
                .containsExactly("not UTF-8: the byte 0xfe does not belong here");
    }

    /** The messages; each error must be fit for a terminal. */
    private static List<String> errors(byte[] document) {
        return switch (Policies.compile(document)) {
            case CompileResult.Compiled _ -> List.of();
            case CompileResult.Rejected rejected -> {
                assertThat(rejected.errors()).isNotEmpty();
                assertThat(rejected.errors())
                        .extracting(PolicyError::toString)
                        .allMatch(text -> text.length() < 2000)
                        .allMatch(text -> text.chars().noneMatch(Character::isISOControl));
                yield rejected.errors().stream().map(PolicyError::message).toList();
            }
        };
    }

    private static RandomGenerator random() {
        IO.println("seed " + SEED);
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    }
}
