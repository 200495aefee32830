package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A policy that programs of the system write while it is served.
 *
 * <p>Its first half is a valid policy by itself, which lacks the route that needs a token: it must
 * never come into force.
 */
final class RealWritersIT {

    private static final String RELOADS = "xynergy_gateway_reloads_total{result=\"%s\"}";

    private static final String HEAD =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: written}
            spec:
              auth:
                issuers:
                  - name: corp
                    oidc: {issuer: "https://idp.example.com", audiences: [xynergy]}
              routes:
                - name: all
                  match: [{path: {prefix: /}}]
                  redirect: {path: /elsewhere}
                  auth: {mode: None}
            """;

    private static final String TAIL =
            """
                - name: admin
                  match: [{path: {prefix: /admin}}]
                  redirect: {path: /console}
                  auth: {mode: Required}
            """;

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;
    private final Path policy;

    RealWritersIT() throws IOException, InterruptedException {
        new ProcessBuilder("true").start().waitFor(); // the JVM's thread for processes is no leak
        gateway = GatewayFixture.on(Lanes.Choice.THREAD).upstream(upstream).start();
        policy = gateway.folder().resolve("policy.yaml");
    }

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(gateway.folder().resolve("head"), HEAD);
        Files.writeString(gateway.folder().resolve("tail"), TAIL);
        Files.writeString(gateway.folder().resolve("whole"), HEAD + TAIL);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private void run(String script) throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("sh", "-ec", script)
                        .directory(gateway.folder().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
        assertThat(code).as(script).isZero();
    }

    private static String digest(String document) {
        return switch (Policies.compile(document)) {
            case CompileResult.Compiled compiled -> compiled.digest();
            case CompileResult.Rejected rejected ->
                    throw new AssertionError(rejected.errors().toString());
        };
    }

    private String config() {
        try {
            return gateway.admin("/config").text();
        } catch (IOException e) {
            throw new AssertionError("no response from the admin listener", e);
        }
    }

    @Test
    void halfIsValidByItself() {
        assertThat(digest(HEAD)).isNotEqualTo(digest(HEAD + TAIL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm policy.yaml; mkfifo policy.yaml",
                "rm policy.yaml; ln -s /dev/zero policy.yaml",
                "truncate -s 3G policy.yaml",
                "head -c 9000000 /dev/zero | tr '\\0' '#' > policy.yaml"
            })
    void whatCannotBeReadToItsEndChangesNothingAndIsSaid(String script) throws Exception {
        String before = gateway.gateway().digest();
        run(script);
        Await.until(
                "it is said",
                () -> config().contains("not a regular file") || config().contains("has room for"));
        assertThat(gateway.gateway().digest()).isEqualTo(before);

        run("cp whole next; mv -f next policy.yaml");
        String whole = digest(HEAD + TAIL);
        Await.until("what follows is taken", () -> gateway.gateway().digest().equals(whole));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat whole > policy.yaml",
                "cp whole policy.yaml",
                "dd if=whole of=policy.yaml bs=64",
                "{ cat head; sleep 0.12; cat tail; } > policy.yaml",
                "{ cat head; sleep 1; cat tail; } > policy.yaml",
                "{ cat head; sleep 0.12; cat tail; } | tee policy.yaml",
                "{ cat head; sleep 1; cat tail; } | tee policy.yaml",
                "cat head > policy.yaml; sleep 0.05; cat tail >> policy.yaml",
                "rm policy.yaml; { cat head; sleep 0.3; cat tail; } > policy.yaml",
                "rm policy.yaml; sleep 0.3; cp whole policy.yaml",
                "cp whole next; mv next policy.yaml",
                "{ cat head; sleep 0.3; cat tail; } > next; mv next policy.yaml",
                "cp -p whole next; mv next policy.yaml",
                "mkdir v2; cp whole v2/p; ln -s v2/p next; mv next policy.yaml",
                "cp whole policy.yaml; chmod 600 policy.yaml; touch policy.yaml"
            })
    void onlyTheWholePolicyComesIntoForce(String script) throws Exception {
        run(script);
        String whole = digest(HEAD + TAIL);
        Await.until("the whole policy is in force", () -> gateway.gateway().digest().equals(whole));

        assertThat(gateway.metric(RELOADS.formatted("ok"))).isEqualTo(2);
        assertThat(gateway.metric(RELOADS.formatted("refused"))).isZero();
        assertThat(config()).doesNotContain("rejected").doesNotContain("onDisk");
    }

    @Test
    void editInPlaceByARenamingEditorComesIntoForce() throws Exception {
        run("cp whole policy.yaml");
        String whole = digest(HEAD + TAIL);
        Await.until("the whole policy is in force", () -> gateway.gateway().digest().equals(whole));

        run("sed -i.bak s/elsewhere/there/ policy.yaml");
        String edited = digest((HEAD + TAIL).replace("elsewhere", "there"));
        Await.until("the edit is in force", () -> gateway.gateway().digest().equals(edited));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm policy.yaml",
                "rm policy.yaml; mkdir policy.yaml",
                "rm policy.yaml; ln -s nowhere policy.yaml"
            })
    void lossOfThePolicyIsShownAndItsReturnToo(String script) throws Exception {
        String before = gateway.gateway().digest();
        run(script);
        Await.until("the loss is shown", () -> config().contains("\"onDisk\":{\"problem\":"));
        List<String> texts = new ArrayList<>();
        texts.add(config());
        texts.add(gateway.admin("/health/deep").text());

        assertThat(texts).allSatisfy(text -> assertThat(text).contains(policy.toString()));
        assertThat(texts.getFirst())
                .contains(script.contains("mkdir") ? "it is a folder" : "no such file");
        assertThat(gateway.admin("/health/deep").text()).contains("\"DEGRADED\"");
        assertThat(gateway.admin("/health/ready").status()).isEqualTo(200);
        assertThat(gateway.metric("xynergy_gateway_config_on_disk_followed")).isZero();
        assertThat(gateway.gateway().digest()).isEqualTo(before);

        run("rm -rf policy.yaml; cp whole policy.yaml");
        String whole = digest(HEAD + TAIL);
        Await.until("the whole policy is in force", () -> gateway.gateway().digest().equals(whole));
        Await.until("nothing is shown any more", () -> !config().contains("onDisk"));
        gateway.awaitMetric("xynergy_gateway_config_on_disk_followed", 1);
    }

    @Test
    void whoAsksGetsTheFileReadAtOnce() throws Exception {
        Files.writeString(policy, HEAD + TAIL);
        gateway.gateway().reread();
        String whole = digest(HEAD + TAIL);

        Await.until("the whole policy is in force", () -> gateway.gateway().digest().equals(whole));
    }
}
