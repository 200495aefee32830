package io.xynergy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final String POLICY =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: small}
            spec:
              services:
                - {name: crm, url: "http://127.0.0.1:9001"}
              routes:
                - name: all
                  match: [{path: {prefix: /}}]
                  to: [{service: crm}]
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir private Path directory;

    @Test
    void aloneSaysThatACommandIsMissingAndWhereHelpIs() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("Missing required subcommand", "Try 'xynergy --help'.")
                .doesNotContain("\tat ");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        assertThat(run("chekc")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'chekc'", "xynergy check");
    }

    @Test
    void namesTheValueThatAnOptionCannotTake() {
        assertThat(run("echo", "--port", "http")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--port", "'http'", "Try 'xynergy echo --help'.");
    }

    @Test
    void helpListsEveryCommandAndTheExitCodes() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains(
                        "up ",
                        "token",
                        "gateway",
                        "check",
                        "explain",
                        "echo",
                        "issuer",
                        "completion",
                        "version")
                .contains("Exit codes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "token",
                "seed",
                "gateway",
                "check",
                "explain",
                "echo",
                "issuer",
                "completion"
            })
    void helpOfACommandHasAnExample(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Example", "xynergy " + command);
    }

    @Test
    void noLineOfAnExampleIsBrokenInATerminalOfEightyColumns() {
        Xynergy.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .getSubcommands()
                .forEach((name, command) -> {
                    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(80);
                    String help = command.getUsageMessage();
                    for (String line : command.getCommandSpec().usageMessage().footer()) {
                        assertThat(help.lines()).as(name).contains(line);
                    }
                });
    }

    @Test
    void helpOfVersionIsAboutVersion() {
        assertThat(run("version", "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("xynergy version").doesNotContain("xynergy up");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "echo --port 8080x | '8080x' is not a whole number",
                "explain / | give a policy with -f FILE, such as crds/examples/quick-start.yaml",
                "explain -f p.yaml --gateway http://127.0.0.1:9 / | -f and --gateway: one of them",
                "explain -f p.yaml -H novalue / | -H 'novalue': expected 'Name: value'",
                "explain -f p.yaml --body-bytes x / | 'x' is not",
                "explain --gateway 127.0.0.1:9901 / | is not an http or https URL",
                "explain --gateway http://127.0.0.1:9 --resolve / | --resolve: it goes with -f",
                "seed --contacts 1 --url localhost:80 | 'localhost:80' is not an http or https URL",
                "seed --contacts 0 | --contacts 0: must be from 1 to 1000000",
                "seed --contacts 1 --tenant= | --tenant: expected 1 to 128 characters",
                "token --user a --tenant b --expires 31d | --expires: 1s at least and 30d at most",
                "token --user a --tenant b --expires 0s | --expires: 1s at least and 30d at most"
            })
    void aValueThatCannotBeIsRefusedInPlainWords(String line, String words) {
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(words).doesNotContain("java.");
    }

    @Test
    void gatewaySaysWhatTheMissingRevisionIs() throws IOException {
        write("config.json", "{}");
        assertThat(gatewayOn(directory.toString())).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains("revision: no such file; it holds", "DELIVERY.md");
    }

    @Test
    void checkPrintsTheDigestOfAValidPolicy() throws IOException {
        Path file = write("policy.yaml", POLICY.replace("127.0.0.1", "crm.example"));
        assertThat(run("check", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString().strip()).matches("\\Q" + file + "\\E: [0-9a-f]{64}");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checkPrintsAnErrorWithFileLineColumnAndPath() throws IOException {
        Path file = write("policy.yaml", POLICY.replace("{service: crm}", "{service: crmm}"));
        assertThat(run("check", file.toString())).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString())
                .startsWith(file + ":10:")
                .contains("spec.routes[0].to[0].service: ", "\"crm\"");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void checkGoesOnAfterABadFile() throws IOException {
        Path bad = write("bad.yaml", "spec: [");
        Path good = write("good.yaml", POLICY);
        assertThat(run("check", bad.toString(), good.toString())).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).startsWith(bad + ":1:");
        assertThat(out.toString()).startsWith(good + ": ");
    }

    @Test
    void checkSaysWhichFileIsMissing() {
        assertThat(run("check", "nowhere.yaml")).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains("nowhere.yaml: no such file", PolicyFile.EXAMPLE);
    }

    @Test
    void checkSaysThatADirectoryIsNoPolicy() {
        assertThat(run("check", directory.toString())).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains(directory + ": is a directory");
    }

    @Test
    void gatewayWithoutAPolicySaysWhereAnExampleIs() {
        assertThat(run("gateway")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("-f FILE", PolicyFile.EXAMPLE);
    }

    @Test
    void gatewayRefusesAnInvalidPolicyWithItsPath() throws IOException {
        Path file = write("policy.yaml", POLICY.replace("routes:", "rutes:"));
        assertThat(run("gateway", "-f", file.toString(), "--port", "0", "--admin-port", "0"))
                .isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains(file + ":7:", "spec.rutes: ");
    }

    @Test
    void aTokenWithoutAStackSaysWhatToStart() {
        Path data = directory.resolve("data");
        assertThat(run("token", "--user", "ann", "--tenant", "acme", "--data", data.toString()))
                .isEqualTo(ExitCode.PART);
        assertThat(err.toString()).contains("no gateway", data.toString(), "xynergy up");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aLifetimeThatIsNoDurationIsWrongUse() {
        assertThat(run("token", "--user", "a", "--tenant", "b", "--expires", "soon"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--expires", "'soon'", "15m");
    }

    @Test
    void checkPrintsTheConfigurationWhoseDigestItIs() throws Exception {
        Path file = write("policy.yaml", POLICY);
        assertThat(run("check", file.toString())).isEqualTo(ExitCode.OK);
        String digest = out.toString().strip().replaceAll(".* ", "");
        out.getBuffer().setLength(0);

        assertThat(run("check", "--json", file.toString())).isEqualTo(ExitCode.OK);

        byte[] json = out.toString().getBytes(StandardCharsets.UTF_8);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(json);
        assertThat(HexFormat.of().formatHex(sum)).isEqualTo(digest);
        assertThat(run("check", "--json", file.toString(), file.toString()))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void gatewayNamesWhatIsMissingInTheFolderOfItsConfiguration() {
        assertThat(gatewayOn(directory.toString())).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString())
                .isEqualTo(
                        "xynergy: %s: no such file%n".formatted(directory.resolve("config.json")));
    }

    @Test
    void gatewayRefusesAnInvalidConfigurationWithItsPlace() throws IOException {
        write("config.json", "{\"name\":1}");
        write("revision", "1");
        assertThat(gatewayOn(directory.toString())).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString())
                .contains(directory + ":1:2: name: expected text, found the number 1")
                .contains("not started");
    }

    @Test
    void gatewayNamesADeliveryKeyThatIsNone() throws IOException {
        Path key = write("key", "short");
        assertThat(gatewayOn(directory.toString(), "--delivery-key", key.toString()))
                .isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains(key + ": a key of 5 bytes; expected 32 to 4096");
    }

    @Test
    void gatewayTakesAPolicyOrAConfigurationAndAKeyOnlyWithTheLatter() throws IOException {
        Path file = write("policy.yaml", POLICY);
        assertThat(gatewayOn(directory.toString(), "-f", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("-f and --config");
        assertThat(run("gateway", "-f", file.toString(), "--delivery-key", file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--delivery-key: it goes with --config");
    }

    @Test
    void gatewayDoesNotRepeatARedisThatIsNone() throws IOException {
        Path file = write("policy.yaml", POLICY);
        assertThat(run("gateway", "-f", file.toString(), "--redis", "http://:hunter2@a"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--redis: expected redis://").doesNotContain("hunter2");
    }

    private int gatewayOn(String folder, String... more) {
        var arguments = new ArrayList<>(List.of("gateway", "--config", folder));
        arguments.addAll(List.of("--port", "0", "--admin-port", "0"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(new String[0]));
    }

    @Test
    void aTakenPortIsNamedTogetherWithTheOptionThatChangesIt() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("echo", "--port", port)).isEqualTo(ExitCode.INVALID);
            assertThat(err.toString()).contains("port " + port + " is taken", "--port");
        }
    }

    @Test
    void aPortOutOfRangeIsWrongUse() {
        assertThat(run("echo", "--port", "70000")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--port 70000", "0 to 65535");
    }

    @Test
    void aForeignAddressIsNamed() {
        assertThat(run("echo", "--port", "0", "--host", "192.0.2.1")).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains("--host 192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionKnowsTheCommandsAndTheirOptions(String shell) {
        assertThat(run("completion", shell)).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains(
                        "complete ",
                        "up",
                        "token",
                        "gateway",
                        "check",
                        "explain",
                        "--client-ip",
                        "--admin-port",
                        "--tenant");
    }

    private int run(String... arguments) {
        return Xynergy.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
