package io.xynergy.policy.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.policy.pattern.Replacement.Group;
import io.xynergy.policy.pattern.Replacement.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplacementTest {

    private static final LinearPattern PATTERN = LinearPattern.of("/(a)(?<id>b)");

    @Test
    void knowsTextGroupsAndQuery() {
        Replacement replacement = Replacement.of(PATTERN, "/x\\$/$1/${id}$25?q=${1}&r=?");

        assertThat(replacement.path())
                .containsExactly(
                        new Text("/x$/"),
                        new Group(1),
                        new Text("/"),
                        new Group(2),
                        new Group(2),
                        new Text("5"));
        assertThat(replacement.query())
                .containsExactly(new Text("q="), new Group(1), new Text("&r=?"));
    }

    @Test
    void aLongerNumberIsAGroupWhereThereAreSoMany() {
        LinearPattern eleven = LinearPattern.of("(a)".repeat(11));

        assertThat(Replacement.of(eleven, "/$11").path()).contains(new Group(11));
        assertThat(Replacement.of(eleven, "/$12").path()).contains(new Group(1), new Text("2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$3 | so there is no $3",
                "${other} | no group named other",
                "${id | ends",
                "/a$ | write \\$",
                "/a\\ | backslash",
                "/\\1 | a group is written $1, not \\1",
                "/a#b | # begins a fragment",
                "/%2F | allowEncodedSlashes",
                "/?x#y | # begins a fragment",
                "/%5C | refused",
                "/%00?%00 | refused",
                "/%zz | two hexadecimal",
                "/%2e%2E/x | dot element",
                "/./x | dot element",
                "x | must begin with /",
                "/x? | nothing follows the ?"
            })
    void saysWhatIsWrong(String replacement, String words) {
        assertThat(Replacement.problem(PATTERN, replacement, false)).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "/(a)(b), ''",
        "/(a)(b), $1",
        "/(a)(b), /$1..",
        "/(a)(b), /.$1/x",
        "/(a)(b), /?%2F",
        "/(a)(b), //",
        "/(a)(b), /?%5C%00",
        "$, .json",
        "([^/]*)$, v2-$1",
        "a(?:$|b), x",
        "(a)(b), x",
        "/(a)(b), ?x=1"
    })
    void takesWhatMayMakeAPath(String regex, String replacement) {
        assertThat(Replacement.problem(LinearPattern.of(regex), replacement, false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                ".*",
                "[^a]+",
                "^/",
                "x*",
                "(b|/a)",
                "/?a",
                "/?$",
                "(?m)^",
                "(?m)$|a",
                "[[:punct:]]",
                "\\pP",
                "\\B"
            })
    void aMatchAtTheBeginningNeedsASlashInItsPlace(String regex) {
        LinearPattern pattern = LinearPattern.of(regex);

        assertThat(Replacement.problem(pattern, "x", false)).contains("must begin with /");
        assertThat(Replacement.problem(pattern, "/x", false)).isNull();
    }

    @Test
    void encodedSlashesPassWhereTheRouteLetsThemThrough() {
        assertThat(Replacement.problem(PATTERN, "/%2F", true)).isNull();
    }

    @Test
    void groupsThatAreMissingAreABugInAConfiguration() {
        assertThatThrownBy(() -> Replacement.of(PATTERN, "/$3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("replacement \"/$3\": the regex has 2 groups, so there is no $3");
    }
}
