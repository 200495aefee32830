package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.Rule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule has a file named after it that breaks it and says how the error reads. */
class InvalidPoliciesTest {

    /** Too large to keep as a file; see ReaderBoundsTest. */
    private static final Rule WITHOUT_FILE = Rule.TOO_LARGE;

    static List<Path> documents() {
        return Documents.in(Documents.INVALID);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void isRejectedWithExactlyTheExpectedErrors(Path document) {
        byte[] bytes = Documents.bytes(document);

        assertThat(Policies.compile(bytes)).isInstanceOf(CompileResult.Rejected.class);
        assertThat(errors(bytes).map(InvalidPoliciesTest::withoutPlace))
                .containsExactlyElementsOf(expected(bytes));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void breaksTheRuleThatItIsNamedAfter(Path document) {
        Pattern words = words(rule(document));

        assertThat(errors(Documents.bytes(document)))
                .anyMatch(error -> words.matcher(error.message()).matches());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void errorsSayLineAndColumn(Path document) {
        assertThat(errors(Documents.bytes(document)))
                .allMatch(error -> error.line() > 0 && error.column() > 0);
    }

    @Test
    void everyRuleHasAFile() {
        Set<String> rules =
                Arrays.stream(Rule.values())
                        .filter(rule -> rule != WITHOUT_FILE)
                        .map(Rule::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> files =
                documents().stream()
                        .map(document -> rule(document).name())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(files).isEqualTo(rules);
    }

    private static Rule rule(Path document) {
        String name = document.getFileName().toString();
        String rule = name.substring(0, name.indexOf('.'));
        return Rule.valueOf(rule.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private static Pattern words(Rule rule) {
        String regex =
                Arrays.stream(rule.template().split("%s", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static Stream<PolicyError> errors(byte[] document) {
        return Policies.compile(document) instanceof CompileResult.Rejected rejected
                ? rejected.errors().stream()
                : Stream.of();
    }

    private static String withoutPlace(PolicyError error) {
        return error.path().isEmpty() ? error.message() : error.path() + ": " + error.message();
    }

    private static List<String> expected(byte[] document) {
        String text = new String(document, StandardCharsets.UTF_8);
        return text.lines()
                .skip(1)
                .takeWhile(line -> line.startsWith("#   "))
                .map(line -> line.substring(4))
                .toList();
    }
}
