package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    @Test
    void isTheSameForEveryWayToSayTheSame() {
        List<Path> documents = Documents.in(Documents.SAME);
        Set<String> digests =
                documents.stream()
                        .map(document -> Documents.compile(Documents.bytes(document)).digest())
                        .collect(Collectors.toSet());

        assertThat(documents).hasSizeGreaterThan(2);
        assertThat(digests).hasSize(1);
    }

    @Test
    void isSixtyFourLowerCaseHexDigits() {
        CompileResult.Compiled compiled = Documents.compile(Documents.policy("  {}\n"));

        assertThat(compiled.digest()).matches("[0-9a-f]{64}");
        assertThat(compiled.digest()).isEqualTo(Policies.digest(compiled.config()));
    }

    @Test
    void staysWhatItWasInEarlierVersions() {
        CompileResult.Compiled compiled =
                Documents.compile(Documents.bytes(Documents.SAME.resolve("short.yaml")));

        assertThat(new String(compiled.canonicalJson(), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"audit":{"mode":"Off"},"environment":"production",\
                        "gateway":{"drainMillis":25000},"name":"example",\
                        "routes":[{"access":{"apiKeys":false},"auth":"None",\
                        "encodedSlashes":false,\
                        "matches":[{"path":{"kind":"Prefix","value":"/api"}}],\
                        "name":"contacts",\
                        "retry":{"attempts":1,\
                        "methods":["GET","HEAD","OPTIONS","TRACE","PUT","DELETE"],\
                        "on":["ConnectFailure"]},\
                        "targets":[{"service":"crm","weight":1}],"timeoutMillis":30000}],\
                        "services":[{"addresses":[{"host":"crm","port":80,"scheme":"Http"}],\
                        "connectTimeoutMillis":2000,"maxConnections":1024,"name":"crm",\
                        "protection":{"balance":"LeastRequest"}}],\
                        "telemetry":{"accessLog":"All","seriesBudget":10000}}\
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  gateway: {replicas: 7}\n",
                "  gateway: {autoscaling: {min: 1, max: 9, targetCPU: 50}}\n",
                "  gateway: {resources: {cpu: 3, memory: 3Gi}}\n",
                "  sizing: {mode: Apply}\n",
                "  rollout: {rollbackOnReject: false}\n"
            })
    void doesNotChangeWithWhatIsNoMatterOfPods(String spec) {
        assertThat(Policies.digest(Documents.config(spec)))
                .isEqualTo(Policies.digest(Documents.config("  {}\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  environment: development\n",
                "  gateway: {drain: 26s}\n",
                "  cors: {origins: [\"*\"]}\n",
                "  services: [{name: crm, url: \"http://crm\"}]\n",
                "  auth: {apiKeys: [{name: acme}]}\n",
                "  realtime: {path: /stream}\n",
                "  audit: {mode: Async}\n",
                "  telemetry: {seriesBudget: 9999}\n"
            })
    void changesWithWhatPodsServe(String spec) {
        assertThat(Policies.digest(Documents.config(spec)))
                .isNotEqualTo(Policies.digest(Documents.config("  {}\n")));
    }
}
