package io.xynergy.gateway.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.policy.pattern.LinearPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The automata beside RE2/J, which is slow and right. */
class PatternsTest {

    private static final String[] PIECES = {
        "a", "b", "/", ".", "[a-c]", "[^/]", "\\d", "\\w", "(a|b", "(", "(?:/", ")", "|", "*", "+",
        "?", "{2}", "{0,2}", "{1,}", "^", "$", "(?i)", "(?s)", "[^a]", ".*", "()", "(a*", "x{3}"
    };

    private static final String LETTERS = "ab/A1x\n";

    @ParameterizedTest
    @ValueSource(longs = {1, 3_000, 10_000_000})
    void automataAgreeWithTheLibraryWhateverTheyMayKeep(long budget) {
        long seed = 20261201;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 400; round++) {
            List<LinearPattern> patterns = randomPatterns(random);
            Patterns matchers = new Patterns(new StateBudget(budget));
            PatternSet set = matchers.set(patterns);
            matchers.seal();
            for (int i = 0; i < 40; i++) {
                String text = randomText(random);
                String description = "seed " + seed + ", " + patterns + ", text " + text;
                Effort effort = Effort.ofRequest();
                assertThat(match(set, text, effort))
                        .as(description)
                        .isEqualTo(expected(patterns, text));
                assertThat(effort.isSpent()).as(description).isFalse();
            }
        }
    }

    @Test
    void severalThreadsMayFillOneAutomaton() throws Exception {
        long seed = 20261202;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<LinearPattern> patterns = randomPatterns(random);
        patterns.add(LinearPattern.of("(?s).*a.{9}"));
        List<String> texts = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            texts.add(randomText(random) + randomText(random) + randomText(random));
            expected.add(expected(patterns, texts.getLast()));
        }
        Patterns matchers = new Patterns(new StateBudget(20_000));
        PatternSet set = matchers.set(patterns);
        matchers.seal();
        Callable<List<Long>> all =
                () -> texts.stream().map(text -> match(set, text, Effort.ofRequest())).toList();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<List<Long>> found : threads.invokeAll(List.of(all, all, all, all))) {
                assertThat(found.get()).as("seed " + seed).isEqualTo(expected);
            }
        }
    }

    @Test
    void statesStayWithinTheirBudget() {
        StateBudget budget = new StateBudget(100_000);
        Patterns matchers = new Patterns(budget);
        PatternSet one = matchers.set(List.of(LinearPattern.of(".*a.{12}")));
        PatternSet other = matchers.set(List.of(LinearPattern.of(".*b.{12}")));
        matchers.seal();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(500, 0, 2).forEach(bit -> text.append(bit == 0 ? 'a' : 'b'));
            Effort effort = Effort.ofRequest();
            assertThat(match(one, text.toString(), effort)).isEqualTo(bit(text, 'a'));
            assertThat(match(other, text.toString(), effort)).isEqualTo(bit(text, 'b'));
            assertThat(budget.used()).isLessThan(101_000);
        }
    }

    private static long bit(StringBuilder text, char letter) {
        return text.charAt(text.length() - 13) == letter ? 1 : 0;
    }

    @Test
    void whatATextCostsIsTakenFromTheEffort() {
        Patterns matchers = new Patterns(new StateBudget(1));
        PatternSet set = matchers.set(List.of(LinearPattern.of(".*(?:a?){900}")));
        matchers.seal();
        Effort effort = Effort.ofRequest();

        long found = match(set, "a".repeat(200), effort);
        boolean decided = !effort.isSpent();
        long afterwards = match(set, "a".repeat(20_000), effort);

        assertThat(decided).isTrue();
        assertThat(found).isOne();
        assertThat(afterwards).isZero();
        assertThat(effort.isSpent()).isTrue();
        assertThat(match(set, "", effort)).as("nothing matches any more").isZero();
    }

    @Test
    void effortsOfRequestsWithoutExpressionsAreNotForUse() {
        Patterns matchers = new Patterns();
        PatternSet set = matchers.set(List.of(LinearPattern.of("a")));

        assertThatThrownBy(() -> match(set, "a", Effort.NONE))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Effort.NONE.isSpent()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "caf., caf\u00e9, true",
        "caf\u00e9, caf\u00e9, true",
        "(?i)CAF\u00c9, caf\u00e9, true",
        "\\p{L}+, caf\u00e9, true",
        "\\w+, caf\u00e9, false",
        "[a-z]+, caf\u00e9, false",
        "[^/]+, \u65e5\u672c, true",
        "\\d, \u0663, false",
        "(?i)k, \u212a, true",
        "\\bab\\b, ab, true"
    })
    void whatIsBeyondAsciiIsReadAsUtf8(String regex, String text, boolean matches) {
        Patterns matchers = new Patterns();
        byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);

        boolean found =
                matchers.text(regex).matches(bytes, 1, bytes.length - 1, Effort.ofRequest());

        assertThat(found).isEqualTo(matches);
    }

    @Test
    void equalExpressionsShareTheirMatcher() {
        Patterns matchers = new Patterns();

        assertThat(matchers.text("a+")).isSameAs(matchers.text("a+"));
    }

    private static long match(PatternSet set, String text, Effort effort) {
        byte[] bytes = ("/" + text + "/").getBytes(StandardCharsets.US_ASCII);
        return set.match(bytes, 1, bytes.length - 1, effort);
    }

    private static long expected(List<LinearPattern> patterns, String text) {
        long bits = 0;
        for (int i = 0; i < patterns.size(); i++) {
            bits |= patterns.get(i).library().matcher(text).matches() ? 1L << i : 0;
        }
        return bits;
    }

    private static List<LinearPattern> randomPatterns(RandomGenerator random) {
        List<LinearPattern> patterns = new ArrayList<>();
        int wanted = 1 + random.nextInt(random.nextInt(10) == 0 ? 64 : 6);
        while (patterns.size() < wanted) {
            StringBuilder regex = new StringBuilder();
            for (int pieces = 1 + random.nextInt(8); pieces > 0; pieces--) {
                regex.append(PIECES[random.nextInt(PIECES.length)]);
            }
            long open = regex.chars().filter(c -> c == '(').count();
            long closed = regex.chars().filter(c -> c == ')').count();
            regex.repeat(")", (int) Math.max(0, open - closed));
            if (LinearPattern.read(regex.toString()) instanceof LinearPattern pattern
                    && !pattern.isForeign()) {
                patterns.add(pattern);
            }
        }
        return patterns;
    }

    private static String randomText(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(9); length > 0; length--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
