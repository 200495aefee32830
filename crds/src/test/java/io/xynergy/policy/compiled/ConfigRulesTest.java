package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations that are read back, and say what no compiled policy says. */
class ConfigRulesTest {

    private static final String CONFIG =
            text(
                    """
                    apiVersion: gateway.xynergy.io/v1alpha1
                    kind: GatewayPolicy
                    metadata: {name: rules}
                    spec:
                      gateway: {concurrency: 10}
                      auth:
                        issuers:
                          - name: corp
                            oidc:
                              issuer: https://id.example
                              audiences: [x]
                              tenants: [acme]
                              claims: {tenant: org}
                      services:
                        - {name: one, url: "http://127.0.0.1:81"}
                        - {name: two, url: "http://127.0.0.1:82"}
                      routes:
                        - name: a
                          match: [{path: {prefix: /a}}]
                          to: [{service: one, weight: 3}, {service: two, weight: 1}]
                          timeout: 7s
                          maxRequestBody: 10Ki
                          auth: {mode: None}
                        - name: b
                          match: [{path: {prefix: /b}}]
                          redirect: {status: 308, host: c.example.com}
                          auth: {mode: None}
                    """);

    private static String text(String policy) {
        return switch (Policies.compile(policy)) {
            case CompileResult.Compiled compiled ->
                    new String(compiled.canonicalJson(), StandardCharsets.UTF_8);
            case CompileResult.Rejected rejected ->
                    throw new AssertionError(rejected.errors().toString());
        };
    }

    private static List<PolicyError> errors(String json) {
        return switch (Policies.readConfig(json.getBytes(StandardCharsets.UTF_8))) {
            case ConfigResult.Loaded _ -> List.of();
            case ConfigResult.NotJson not -> throw new AssertionError(not.error().toString());
            case ConfigResult.Refused refused -> refused.errors();
        };
    }

    @Test
    void whatTheCompilerWroteIsRight() {
        assertThat(errors(CONFIG)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"service\":\"two\"|\"service\":\"three\"|routes[0].targets[1].service"
                        + "|no service named \"three\"",
                "\"weight\":3|\"weight\":-3|routes[0].targets[0].weight"
                        + "|-3 is out of range: from 0 to 2147483647",
                "\"weight\":3|\"weight\":2147483647|routes[0].targets"
                        + "|2147483648 is out of range: from 0 to 2147483647",
                "\"name\":\"b\"|\"name\":\"a\"|routes[1].name|\"a\" is in the list already",
                "\"name\":\"b\"|\"name\":\"\"|routes[1].name|the text must not be empty",
                "\"name\":\"two\"|\"name\":\"one\"|services[1].name|\"one\" is in the list already",
                "\"port\":82|\"port\":0|services[1].addresses[0].port"
                        + "|0 is out of range: from 1 to 65535",
                "\"port\":82|\"port\":65536|services[1].addresses[0].port"
                        + "|65536 is out of range: from 1 to 65535",
                "\"host\":\"127.0.0.1\"|\"host\":\"\"|services[0].addresses[0].host"
                        + "|the text must not be empty",
                "\"timeoutMillis\":7000|\"timeoutMillis\":0|routes[0].timeoutMillis"
                        + "|0 is out of range: from 1 to 9223372036854",
                "\"timeoutMillis\":7000|\"timeoutMillis\":9223372036855|routes[0].timeoutMillis"
                        + "|9223372036855 is out of range: from 1 to 9223372036854",
                "\"maxRequestBody\":10240|\"maxRequestBody\":-1|routes[0].maxRequestBody"
                        + "|-1 is out of range: from 0 to 9223372036854",
                "\"attempts\":1|\"attempts\":-1|routes[0].retry.attempts"
                        + "|-1 is out of range: from 0 to 2147483647",
                "\"audiences\":[\"x\"],||auth.issuers[0]"
                        + "|at least one of audiences and clients is needed",
                ",\"tenant\":\"org\"||auth.issuers[0]|tenants needs claims.tenant",
                "\"name\":\"corp\"|\"name\":\"\"|auth.issuers[0].name|the text must not be empty",
                "\"concurrency\":10|\"concurrency\":0|gateway.concurrency"
                        + "|0 is out of range: from 1 to 2147483647",
                "\"encodedSlashes\":false|\"encodedSlashes\":false,\"upgrades\":[\"h2c\"]"
                        + "|routes[0].upgrades[0]|\"h2c\" cannot be allowed: its requests would"
                        + " pass unchecked; name another protocol, such as websocket",
                "\"concurrency\":10|\"proxyProtocol\":{\"required\":true}"
                        + "|gateway.proxyProtocol.from|at least one entry is needed",
                "\"concurrency\":10|\"limits\":{\"requestLine\":255,\"requestHead\":16384,"
                        + "\"requestFields\":100,\"responseHead\":16384,\"responseFields\":100}"
                        + "|gateway.limits.requestLine|255 is out of range: from 256 to 32768",
                "\"concurrency\":10|\"limits\":{\"requestLine\":8192,\"requestHead\":4096,"
                        + "\"requestFields\":100,\"responseHead\":16384,\"responseFields\":1001}"
                        + "|gateway.limits.responseFields|1001 is out of range: from 10 to 1000",
                "\"concurrency\":10|\"limits\":{\"requestLine\":8192,\"requestHead\":4096,"
                        + "\"requestFields\":100,\"responseHead\":16384,\"responseFields\":100}"
                        + "|gateway.limits|requestLine 8192 is greater than requestHead 4096",
                "\"redirect\":{\"host\":\"c.example.com\",\"status\":308},||routes[1]"
                        + "|needs exactly one of targets and redirect; it has neither"
            })
    void whatTheDataPlaneCannotTakeIsRefusedWithItsPlace(
            String found, String replaced, String path, String message) {
        assertThat(CONFIG).contains(found);
        int at = CONFIG.indexOf(found);
        String broken =
                CONFIG.substring(0, at)
                        + (replaced == null ? "" : replaced)
                        + CONFIG.substring(at + found.length());

        assertThat(errors(broken))
                .anySatisfy(error -> {
                    assertThat(error.path()).isEqualTo(path);
                    assertThat(error.message()).isEqualTo(message);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/(?=a)|RE2 has no lookahead",
                "((a{100}){100}){100}|too large",
                "/a++|RE2 has no possessive quantifiers"
            })
    void regularExpressionsOfOtherCompilersAreRefusedToo(String regex, String reason) {
        String changed =
                CONFIG.replace(
                        "{\"kind\":\"Prefix\",\"value\":\"/a\"}",
                        "{\"kind\":\"Regex\",\"value\":\"" + regex + "\"}");

        assertThat(errors(changed))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.path()).hasToString("routes[0].matches[0].path.value");
                    assertThat(error.message()).contains(reason);
                });
    }

    @Test
    void replacementsOfOtherCompilersAreRefusedToo() {
        String changed =
                CONFIG.replaceFirst(
                        "\"retry\":",
                        "\"rewrite\":{\"regex\":\"/a\",\"replace\":\"/\\$1\"},\"retry\":");

        assertThat(errors(changed))
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("there is no $1"));
    }
}
