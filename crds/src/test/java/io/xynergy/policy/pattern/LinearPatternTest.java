package io.xynergy.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {

    private static final String[] PIECES = {
        "a",
        "b",
        "/",
        ".",
        "[a-c]",
        "[^/]",
        "\\d",
        "\\w",
        "\\S",
        "(",
        ")",
        "(?:",
        "(?<n>",
        "|",
        "*",
        "+",
        "?",
        "*?",
        "{2}",
        "{0,2}",
        "{1,}",
        "^",
        "$",
        "\\.",
        "\\/",
        "-",
        "(?i)",
        "(?i:",
        "(?-s)",
        "[]a]",
        "[a-]",
        "[\\d-z]",
        "[^\\w/]",
        "\\x41",
        "\\x{62}",
        "\\Qa.\\E",
        "\\A",
        "\\z",
        "(?s:",
        "\u00e9",
        "A",
        "1",
        "\n",
        "\\t",
        "[+--]",
        "[\\x41-\\x43]",
        "{",
        "}",
        "]",
        "[",
        "\\",
        "&",
        "&&"
    };

    private static final String TEXT_LETTERS = "ab/A1.-\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/users/[0-9]+",
                "/.*",
                "(?i)/API",
                "/[^/]+(/.*)?",
                "^/a$",
                "/a{2,5}",
                "/(?<id>.)",
                "/(?P<id>.)",
                "/\\p{L}+",
                "/[[:alpha:]]+",
                "(?m)^a$",
                "\\bx\\b",
                "",
                "a|",
                "()*",
                "/.{1,900}",
                "[\\]\\[]",
                "\\Qa{b}"
            })
    void takesWhatRe2Knows(String regex) {
        assertThat(LinearPattern.read(regex)).isInstanceOf(LinearPattern.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "[",
                "a**",
                "a++",
                "(?=a)",
                "(?!a)",
                "(?<=a)",
                "(?<!a)",
                "(?>a)",
                "\\1",
                "(?<a>x)\\k<a>",
                "[a&&b]",
                "[a[b]]",
                "\\h",
                "\\R",
                "\\X",
                "\\G",
                "\\Z",
                "\\u0041",
                "(?x)a",
                "(?U)a",
                "(?u)a",
                "(?)",
                "(?i-)",
                "*a",
                "a|*",
                "a{2",
                "{",
                "a{3,2}",
                "a{1001}",
                "[b-a]",
                "[a-\\d]",
                "\\x{110000}",
                "\\x4",
                "\\",
                "(?<1>a)",
                "(?<a>.)(?<a>.)",
                "\\p{Nope}",
                "\\0101",
                "^*",
                "(?i)*",
                "((a{100}){100}){100}",
                "(.{50}){50}"
            })
    void refusesWhatRe2DoesNotKnowOrOthersReadDifferently(String regex) {
        assertThat(LinearPattern.read(regex)).isInstanceOf(PatternReading.Refused.class);
    }

    @Test
    void refusesWhatIsTooLargeBeforeItIsExpanded() {
        String bomb = "(".repeat(50) + "a" + "{1000})".repeat(50);

        assertThat(LinearPattern.read(bomb)).isInstanceOf(PatternReading.Refused.class);
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        String deep = "(".repeat(255) + ")".repeat(255);

        assertThat(LinearPattern.read(deep))
                .isInstanceOfSatisfying(
                        PatternReading.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("nested deeper"));
    }

    @ParameterizedTest
    @CsvSource({"'/(a)(?<n>b)(?:c)', 2", "'((a)|(b))', 3", "a, 0", "'\\(', 0", "'[(]', 0"})
    void countsGroups(String regex, int groups) {
        assertThat(LinearPattern.of(regex).groups()).isEqualTo(groups);
    }

    @Test
    void whatItTakesMeansTheSameToTheLibraryAndToJava() {
        long seed = 20261130;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int taken = 0;
        for (int i = 0; i < 60_000; i++) {
            String regex = randomRegex(random);
            if (!(LinearPattern.read(regex) instanceof LinearPattern pattern)) {
                continue;
            }
            taken++;
            String description = "seed " + seed + ", regex " + regex;
            Pattern library = Pattern.compile(regex);
            assertThat(library.programSize()).as(description).isLessThanOrEqualTo(pattern.size());
            assertThat(library.groupCount()).as(description).isEqualTo(pattern.groups());
            agreesWithJava(library, regex, description, random);
        }
        assertThat(taken).isGreaterThan(10_000);
    }

    private static void agreesWithJava(
            Pattern library, String regex, String description, RandomGenerator random) {
        java.util.regex.Pattern backtracking = java.util.regex.Pattern.compile(regex);
        for (int i = 0; i < 3; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(5); length > 0; length--) {
                text.append(TEXT_LETTERS.charAt(random.nextInt(TEXT_LETTERS.length())));
            }
            // Java's $ also stands before a last line feed.
            if (text.indexOf("\n") < 0) {
                assertThat(library.matcher(text).matches())
                        .as(description + ", text " + text)
                        .isEqualTo(backtracking.matcher(text).matches());
            }
        }
    }

    private static String randomRegex(RandomGenerator random) {
        StringBuilder regex = new StringBuilder();
        int common = random.nextInt(4) > 0 ? 28 : PIECES.length;
        for (int pieces = 1 + random.nextInt(7); pieces > 0; pieces--) {
            regex.append(PIECES[random.nextInt(common)]);
        }
        long open = regex.chars().filter(c -> c == '(').count();
        long closed = regex.chars().filter(c -> c == ')').count();
        return regex + ")".repeat((int) Math.max(0, open - closed));
    }
}
