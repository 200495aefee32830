package io.xynergy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.cli.keys.KeyFolder;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.keys.ApiKeyState;
import io.xynergy.policy.keys.NewKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code xynergy keys} where no gateway runs. */
class KeysCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir private Path data;

    private int run(String... words) {
        List<String> command = new ArrayList<>(List.of("keys"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var arguments = command.toArray(String[]::new);
        return Xynergy.commandLine(new PrintWriter(out), new PrintWriter(err), arguments)
                .execute(arguments);
    }

    private ApiKeyState make(String name) throws IOException {
        ApiKeyState state =
                ApiKeyState.first(Instant.parse("2026-01-02T03:04:05Z"), new NewKeys()::apiKey);
        new KeyFolder(data.resolve("keys"))
                .write(new AuthSpec.ApiKey(name, null, List.of(), null, null), state);
        return state;
    }

    private String show(String name) {
        assertThat(run("show", name)).isEqualTo(ExitCode.OK);
        return out.toString().strip();
    }

    @Test
    void listHasEverythingButTheValues() throws IOException {
        ApiKeyState acme = make("acme");
        make("globex");

        assertThat(run("list")).isEqualTo(ExitCode.OK);

        assertThat(out.toString())
                .containsSubsequence("NAME", "acme", acme.id(), "2026-01-02T03:04:05Z", "globex")
                .doesNotContain(acme.value());
    }

    @Test
    void showPrintsTheValueAlone() throws IOException {
        ApiKeyState made = make("acme");

        assertThat(show("acme")).isEqualTo(made.value());
    }

    @Test
    void rotationKeepsTheValueBeforeForAWhile() throws IOException {
        ApiKeyState first = make("acme");

        assertThat(run("rotate", "acme")).isEqualTo(ExitCode.OK);

        assertThat(out.toString())
                .startsWith("acme: k_")
                .contains(" is the value now, " + first.id() + " is valid until 20")
                .doesNotContain(first.value());
        assertThat(show("acme")).isNotEqualTo(first.value());
        assertThat(run("list")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains(first.id() + " until 20");
    }

    @Test
    void revocationEndsTheValueBefore() throws IOException {
        ApiKeyState first = make("acme");
        run("rotate", "acme");

        assertThat(run("revoke", "acme")).isEqualTo(ExitCode.OK);

        assertThat(out.toString()).endsWith(" is not valid any more\n");
        assertThat(run("list")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).doesNotContain(first.id()).doesNotContain("until");
    }

    @ParameterizedTest
    @ValueSource(strings = {"globex", "../keys/acme", "acme.properties", ""})
    void otherNamesAreRefusedWithThoseThatAreThere(String name) throws IOException {
        make("acme");

        for (String verb : new String[] {"show", "rotate", "revoke"}) {
            assertThat(run(verb, name)).isEqualTo(ExitCode.INVALID);
            assertThat(err.toString()).contains("there is no key \"" + name + "\"", "acme");
        }
    }

    @Test
    void withoutKeysItSaysWhoMakesThem() {
        assertThat(run("show", "acme")).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains("xynergy up", "--data");
        assertThat(run("list")).isEqualTo(ExitCode.OK);
    }

    @Test
    void withoutAVerbItSaysWhichThereAre() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
    }
}
