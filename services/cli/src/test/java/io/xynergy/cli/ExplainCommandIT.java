package io.xynergy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.xynergy.cli.files.PrivateFile;
import io.xynergy.cli.issuer.Issuer;
import io.xynergy.cli.issuer.IssuerClient;
import io.xynergy.cli.issuer.TokenRequest;
import io.xynergy.cli.keys.KeyFolder;
import io.xynergy.cli.stack.Stack;
import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.keys.ApiKeyState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code xynergy explain} as it is typed. */
class ExplainCommandIT {

    private static final Path EXAMPLE = Checkout.root().resolve("crds/examples/xynergy.yaml");
    private static final String KEY =
            "k_12345678_abababababababababababababababababababababababababababababababab";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir private Path data;

    private int run(String... arguments) {
        var all = new String[arguments.length + 3];
        all[0] = "explain";
        all[1] = "--data";
        all[2] = data.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Xynergy.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all);
    }

    private void writeKey() throws IOException {
        var spec = new AuthSpec.ApiKey("partner-acme", null, List.of(), null, null);
        new KeyFolder(Stack.keys(data)).write(spec, ApiKeyState.first(Instant.EPOCH, () -> KEY));
    }

    /** The digest is that of the example, which may change. */
    private static String withoutDigest(String text) {
        return text.replaceAll("\\([0-9a-f]{12}\\)", "(digest)");
    }

    @Test
    void theExampleOfTheDocumentationIsWhatIsPrinted() throws IOException {
        writeKey();
        assertThat(
                        run(
                                "-f",
                                EXAMPLE.toString(),
                                "--key",
                                KEY,
                                "-X",
                                "POST",
                                "--body-bytes",
                                "120",
                                "-H",
                                "X-Debug: 1",
                                "https://api.example.com/api/v2/crm/contacts"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);

        String page = Files.readString(Checkout.root().resolve("docs/EXPLAIN.md"));
        String example = page.substring(page.indexOf("```text\n") + "```text\n".length());
        example = example.substring(0, example.indexOf("```"));
        assertThat(withoutDigest(out.toString())).startsWith(withoutDigest(example));
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
        assertThat(out.toString()).doesNotContain(KEY);
    }

    @Test
    void aTokenOfTheStackThatRunsIsVerified() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Issuer issuer = Issuer.start(data, port, InstantSource.system())) {
            Files.createDirectories(data.resolve("run"));
            PrivateFile.write(data.resolve("run/issuer.url"), issuer.uri() + "\n");
            String token =
                    new IssuerClient(issuer.uri())
                            .token(
                                    new TokenRequest(
                                            "ann",
                                            Optional.of("acme"),
                                            List.of("admin"),
                                            List.of(),
                                            Duration.ofHours(1)));

            assertThat(run("-f", EXAMPLE.toString(), "--token", token, "/api/v2/audit/1"))
                    .isEqualTo(ExitCode.OK);

            assertThat(out.toString())
                    .contains("=> forwarded to audit")
                    .contains("ann of tenant acme, by Development")
                    .contains("X-Xynergy-Roles: admin")
                    .contains("Keys fetched\n  Development at " + issuer.keys())
                    .doesNotContain(token);
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void noKeyIsMade() {
        assertThat(run("-f", EXAMPLE.toString(), "--key", KEY, "/api/v2/crm"))
                .isEqualTo(ExitCode.OK);

        assertThat(out.toString()).contains("=> refused with 401 invalid_api_key");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aKeyIsReadFromAFile() throws IOException {
        writeKey();
        Path file = Files.writeString(data.resolve("typed.txt"), KEY + "\n");

        assertThat(run("-f", EXAMPLE.toString(), "--key", "@" + file, "/api/v2/crm"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("by ApiKeys").doesNotContain(KEY);
        assertThat(run("-f", EXAMPLE.toString(), "--token", "@" + data + "/none", "/"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--token: there is no file " + data + "/none");
        err.getBuffer().setLength(0);
        assertThat(run("-f", "-", "--key", "@-", "/")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("the standard input can be read once");
    }

    @Test
    void anAddressIsWrittenInFull() {
        assertThat(run("-f", EXAMPLE.toString(), "--client-ip", "10.1", "/"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("client: expected an IP address");
    }

    @Test
    void aRunningGatewayIsAsked() throws Exception {
        try (Gateway gateway =
                Gateway.start(
                        GatewayOptions.of(Checkout.root().resolve(PolicyFile.EXAMPLE))
                                .host("127.0.0.1")
                                .ports(0, 0)
                                .accessLog(false, Optional.empty())
                                .build())) {
            String admin = "http://127.0.0.1:" + gateway.adminPort();

            assertThat(run("--gateway", admin, "--json", "-H", "Host: a.example", "/hello/anna"))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);

            Map<String, Object> explained = JSONObjectUtils.parse(out.toString());
            assertThat(explained.get("policy"))
                    .isEqualTo(
                            Map.of(
                                    "name",
                                    "quick-start",
                                    "digest",
                                    gateway.digest(),
                                    "revision",
                                    1L));
            out.getBuffer().setLength(0);
            assertThat(run("--gateway", admin, "/hello")).isEqualTo(ExitCode.OK);
            assertThat(out.toString())
                    .startsWith("GET http://localhost/hello\n")
                    .contains("revision 1 in force", "127.0.0.1:9001, 0 in flight");
            assertThat(run("--gateway", admin, "--client-ip", "nobody", "/")).isEqualTo(2);
            assertThat(err.toString()).contains("returns 400: client: expected an IP address.");
        }
    }

    @Test
    void aGatewayThatDoesNotRunIsNamed() {
        assertThat(run("--gateway", "http://127.0.0.1:9", "/")).isEqualTo(ExitCode.PART);
        assertThat(err.toString()).contains("http://127.0.0.1:9").contains("refused");
    }

    @Test
    void whatIsWrongWithAPolicyIsSaidWithItsPlace() throws IOException {
        Path file = Files.writeString(data.resolve("p.yaml"), "spec: {rutes: []}\n");

        assertThat(run("-f", file.toString(), "/")).isEqualTo(ExitCode.INVALID);
        assertThat(err.toString()).contains(file + ":1:", "spec.rutes");
    }

    @Test
    void headersAreThoseOfCurl() throws IOException {
        Path file = Checkout.root().resolve(PolicyFile.EXAMPLE);
        assertThat(run("-f", file.toString(), "-H", "Host:", "/hello")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("=> refused with 400", "there is no Host field");
        out.getBuffer().setLength(0);
        assertThat(run("-f", file.toString(), "-H", "X-Empty;", "http://b.example:81/hello#top"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .startsWith("GET http://b.example:81/hello\n")
                .contains("\n  Host: b.example:81\n", "\n  X-Empty: \n");
    }
}
