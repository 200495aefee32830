package io.xynergy.kit.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir private Path directory;

    enum Mode {
        FAST,
        SAFE
    }

    record Sample(Server server, Store store) {}

    record Server(
            @Setting(value = "where", otherwise = "0.0.0.0") String host,
            @Setting(value = "port", otherwise = "8080") int port) {

        Server {
            if (port < 1) {
                throw new IllegalArgumentException("port: expected 1 or more, found " + port);
            }
        }
    }

    record Store(
            @Setting(value = "longest wait", otherwise = "1m30s") Duration waitTimeout,
            @Setting(value = "how", otherwise = "safe") Mode mode,
            @Setting(value = "whether", otherwise = "false") boolean eager,
            @Setting(value = "who", optional = true) @Nullable String user,
            @Setting("the word") Secret password) {}

    private static Sample read(Map<String, String> environment) {
        return Settings.read(Sample.class, environment);
    }

    private static List<String> problems(Map<String, String> environment) {
        try {
            throw new AssertionError("read: " + read(environment));
        } catch (SettingsException e) {
            return e.problems();
        }
    }

    @Test
    void defaultsAreTakenWhereNobodySetsAnything() {
        Sample sample = read(Map.of("STORE_PASSWORD", "x", "HOME", "/root"));
        assertThat(sample.server()).isEqualTo(new Server("0.0.0.0", 8080));
        assertThat(sample.store().waitTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(sample.store().user()).isNull();
    }

    @Test
    void theEnvironmentComesBeforeTheFile() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("settings.yaml"),
                        "server: {port: 1000, host: here}\nstore: {wait-timeout: 5s, mode: fast}\n");
        Sample sample =
                read(
                        Map.of(
                                "XYNERGY_CONFIG",
                                file.toString(),
                                "SERVER_PORT",
                                "2000",
                                "STORE_EAGER",
                                "true",
                                "STORE_PASSWORD",
                                "x"));
        assertThat(sample.server()).isEqualTo(new Server("here", 2000));
        assertThat(sample.store().waitTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(sample.store().mode()).isEqualTo(Mode.FAST);
        assertThat(sample.store().eager()).isTrue();
    }

    @Test
    void aKeyThatNobodyKnowsStopsTheStart() throws IOException {
        Path file = Files.writeString(directory.resolve("settings.yaml"), "server: {prot: 1000}\n");
        assertThat(
                        problems(
                                Map.of(
                                        "XYNERGY_CONFIG",
                                        file.toString(),
                                        "STORE_PASSWORD",
                                        "x",
                                        "STORE_USERS",
                                        "x")))
                .containsExactly(
                        file + ": there is no server.prot; did you mean \"server.port\"?",
                        "environment: there is no STORE_USERS; did you mean \"STORE_USER\"?");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithoutSecrets() {
        assertThat(
                        problems(
                                Map.of(
                                        "SERVER_PORT",
                                        "x1",
                                        "STORE_WAIT_TIMEOUT",
                                        "soon",
                                        "STORE_MODE",
                                        "slow",
                                        "STORE_EAGER",
                                        "1")))
                .containsExactly(
                        "SERVER_PORT (server.port): expected a whole number, found \"x1\"",
                        "STORE_WAIT_TIMEOUT (store.wait-timeout): expected a duration such as"
                                + " 500ms, 30s or 1h30m, found \"soon\"",
                        "STORE_MODE (store.mode): expected one of fast, safe, found \"slow\"",
                        "STORE_EAGER (store.eager): expected true or false, found \"1\"",
                        "STORE_PASSWORD (store.password) is not set: the word");
    }

    @Test
    void whatARecordRefusesIsSaidWithItsSection() {
        assertThat(problems(Map.of("SERVER_PORT", "0", "STORE_PASSWORD", "x")))
                .containsExactly("SERVER_PORT (server.port): expected 1 or more, found 0");
    }

    @Test
    void variablesThatKubernetesSetsForServicesAreNotSettings() {
        Sample sample =
                read(
                        Map.of(
                                "STORE_PASSWORD",
                                "x",
                                "STORE_SERVICE_HOST",
                                "10.0.0.1",
                                "STORE_PORT",
                                "tcp://10.0.0.1:80",
                                "STORE_PORT_80_TCP_ADDR",
                                "10.0.0.1",
                                "SERVER_PORT",
                                "tcp://10.0.0.2:80"));
        assertThat(sample.server().port()).isEqualTo(8080);
    }

    @Test
    void aFileThatIsMissingOrBrokenIsNamed() throws IOException {
        assertThat(problems(Map.of("XYNERGY_CONFIG", "/nowhere.yaml", "STORE_PASSWORD", "x")))
                .containsExactly("XYNERGY_CONFIG: /nowhere.yaml cannot be read");
        Path file = Files.writeString(directory.resolve("broken.yaml"), "server: {port: ");
        assertThat(problems(Map.of("XYNERGY_CONFIG", file.toString(), "STORE_PASSWORD", "x")))
                .singleElement()
                .asString()
                .startsWith(file + ": ");
    }

    @Test
    void aSecretIsNeverPrinted() {
        assertThat(read(Map.of("STORE_PASSWORD", "hunter2")).toString()).doesNotContain("hunter2");
    }

    @Test
    void theTableShowsEverySetting() {
        assertThat(SettingsTable.markdown(Sample.class).lines())
                .hasSize(9)
                .contains(
                        "| `STORE_WAIT_TIMEOUT` | `store.wait-timeout` | longest wait | duration"
                                + " such as 500ms, 30s or 1h30m | `1m30s` |",
                        "| `STORE_PASSWORD` | `store.password` | the word | secret text |"
                                + " required |",
                        "| `STORE_USER` | `store.user` | who | text | none |");
    }

    @Test
    void aComponentWithoutDescriptionIsAMistakeOfTheProgram() {
        assertThatThrownBy(() -> Settings.read(Bare.class, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no @Setting");
    }

    record Bare(Inner inner) {}

    record Inner(String host) {}
}
