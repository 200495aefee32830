package io.xynergy.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.kit.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/OPERATOR.md lists is what the code has. */
class OperatorDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/OPERATOR.md");
    private static final String BEGIN = "<!-- operator: begin -->\n";
    private static final String END = "<!-- operator: end -->";

    private static final Pattern REASON =
            Pattern.compile(
                    "(?:\\.(?:yes|no|unknown)\\(\\s*[^,\"]+,|\\bnew (?:CompiledPolicy\\.)?Invalid\\(|"
                            + "\\badd\\(|\\bsay\\((?:\\s*policy,)?)\\s*\"([A-Z]\\w+)\"");
    private static final Pattern KIND_NOT_FOUND =
            Pattern.compile("require\\([^;]*?\"(\\w+)\", name");
    private static final Pattern ANNOTATION =
            Pattern.compile(
                    "(?:PAUSE|RESTART|ROLLBACK|ROTATE) = \"(gateway\\.xynergy\\.io/\\w+)\"");
    private static final Pattern METRIC = Pattern.compile("\"(xynergy_operator_\\w+)\"");

    private static String document() throws IOException {
        return Files.readString(DOCUMENT);
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var found = new TreeSet<String>();
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                pattern.matcher(Files.readString(file))
                        .results()
                        .map(result -> result.group(1))
                        .forEach(found::add);
            }
            return found;
        }
    }

    @Test
    void everyReasonAndEventIsListed() throws IOException {
        Set<String> reasons = found(REASON);
        found(KIND_NOT_FOUND).forEach(kind -> reasons.add(kind + "NotFound"));

        assertThat(reasons)
                .contains("Valid", "TooLarge", "Laggards", "SecretNotFound", "ApiKeyRotated")
                .hasSizeGreaterThan(25);
        assertThat(missing(reasons)).isEmpty();
    }

    private static Set<String> missing(Set<String> words) throws IOException {
        String document = document();
        return words.stream()
                .filter(word -> !document.contains("`" + word + "`"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyAnnotationIsListed() throws IOException {
        assertThat(found(ANNOTATION)).hasSize(4);
        assertThat(missing(found(ANNOTATION))).isEmpty();
    }

    @Test
    void everyMetricIsListed() throws IOException {
        String document = document();

        assertThat(found(METRIC))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(document).contains(metric));
    }

    /** Run with -Dtest.jvm=-Dsettings.write=true to bring the document up to date. */
    @Test
    void settingsAreThoseThatThereAre() throws IOException {
        String document = document();
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        String table = SettingsTable.markdown(OperatorSettings.class);
        if (Boolean.getBoolean("settings.write")) {
            document = document.substring(0, begin) + table + document.substring(end);
            Files.writeString(DOCUMENT, document);
        }
        assertThat(document).contains(BEGIN + table + END);
    }
}
