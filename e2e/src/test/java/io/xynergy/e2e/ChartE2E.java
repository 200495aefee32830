package io.xynergy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the chart renders, against what it rendered before, and what a real API server says of it.
 * {@code make e2e GOLDENS=write} writes what is rendered now.
 */
class ChartE2E {

    private static final String CHART = Cluster.ROOT.resolve("helm/xynergy").toString();
    private static final Path CASES = Cluster.ROOT.resolve("e2e/chart");

    private static final List<String> POLICIES =
            List.of("gateway.xynergy.io/v1alpha1/GatewayPolicy");

    private static Cluster cluster;

    @BeforeAll
    static void makeNamespace() throws IOException {
        cluster = Cluster.namespace("xynergy-e2e-chart");
        Command.run(
                        List.of(
                                "kubectl",
                                "apply",
                                "--server-side",
                                "--force-conflicts",
                                "-f",
                                Cluster.ROOT.resolve("crds/gatewaypolicies.yaml").toString()),
                        "")
                .orFail();
    }

    @AfterAll
    static void remove() {
        cluster.delete();
        Command.run(List.of("kubectl", "delete", "crd", "gatewaypolicies.gateway.xynergy.io"), "")
                .orFail();
    }

    private static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.getFileName().toString().startsWith("in-"))
                    .sorted()
                    .toList();
        }
    }

    /** {@code helm template} for a cluster that knows these other kinds. */
    private static Command template(List<String> kinds, String... more) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("template", "xynergy", CHART, "--kube-version", "1.34"));
        kinds.forEach(kind -> words.addAll(List.of("--api-versions", kind)));
        words.addAll(List.of(more));
        return cluster.helm(words.toArray(String[]::new));
    }

    private static String rendered(Path values) {
        return template(POLICIES, "--values", values.toString())
                .orFail()
                .replaceAll("(?m)^.*found symbolic link.*\\n", "");
    }

    /** Without the CRD, whose text has a test of its own, and without what is made by chance. */
    private static String stable(String rendered) {
        List<String> documents = new ArrayList<>();
        for (String document : rendered.split("(?m)^---\\n", -1)) {
            if (!document.contains("kind: CustomResourceDefinition")) {
                documents.add(document);
            }
        }
        return String.join("---\n", documents).replaceAll("\\b[A-Za-z0-9]{32}\\b", "PASSWORD");
    }

    @Test
    void rendersWhatItRenderedBefore() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(2);
        for (Path values : cases()) {
            String now = stable(rendered(values));
            Path golden =
                    CASES.resolve(values.getFileName().toString().replaceFirst("in-", "out-"));
            if ("write".equals(System.getenv("GOLDENS"))) {
                Files.writeString(golden, now);
            }
            assertThat(now).as(values.toString()).isEqualTo(Files.readString(golden));
        }
    }

    @Test
    void aRealApiServerTakesEverything() throws IOException {
        for (Path values : cases()) {
            String documents =
                    rendered(values)
                            .replaceAll(
                                    "namespace: (one|two)\\b", "namespace: " + cluster.namespace());
            cluster.kubectlWith(
                            documents,
                            "apply",
                            "--server-side",
                            "--force-conflicts",
                            "--dry-run=server",
                            "--validate=strict",
                            "-f",
                            "-")
                    .orFail();
        }
    }

    @Test
    void theCrdIsTheProjectsAndStays() {
        String crd = rendered(CASES.resolve("in-defaults.yaml"));
        assertThat(crd).contains("helm.sh/resource-policy: keep");
        Command difference =
                cluster.kubectlWith(
                        crd.substring(
                                crd.indexOf("apiVersion: apiextensions.k8s.io/v1"),
                                crd.indexOf("---", crd.indexOf("apiVersion: apiextensions"))),
                        "diff",
                        "--server-side",
                        "--force-conflicts",
                        "-f",
                        "-");
        assertThat(
                        difference
                                .output()
                                .lines()
                                .filter(line -> line.matches("[+-] .*"))
                                .filter(line ->
                                        !line.matches(
                                                "[+-] +(helm.sh/.*|app.kubernetes.io/.*|labels:|annotations:|generation:.*)")))
                .isEmpty();
    }

    @Test
    void lintFindsNothing() {
        cluster.helm("lint", CHART, "--strict").orFail();
    }

    @Test
    void refusesWhatCannotBeAndSaysWhere() throws IOException {
        for (String line : Files.readAllLines(CASES.resolve("refused.txt"))) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" \\| ", 2);
            Command refused = template(POLICIES, "--set", parts[0]);
            assertThat(refused.code()).as(line).isNotZero();
            assertThat(refused.output()).as(line).contains(parts[1]);
        }
        String platform =
                "platform.enabled=true,platform.issuers[0].name=a,platform.postgres.mode=bundled";
        assertThat(template(List.of(), "--set", platform).output())
                .contains("the cluster does not know GatewayPolicy yet");
    }
}
