package io.xynergy.e2e;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of the chart with everything that the platform has, in a namespace. */
final class Platform {

    static final String RELEASE = "xynergy";
    static final String POLICY = "gwp/xynergy";
    static final String GATEWAY = "deployment/xynergy-gateway";
    static final String CRM = "deployment/xynergy-crm";
    static final String OPERATOR = "deployment/xynergy-operator";
    static final String CONTACTS = "/api/v2/crm/contacts";

    private static final Path CHART = Cluster.ROOT.resolve("helm/xynergy");

    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    private final Cluster cluster;

    private Platform(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Installs the operator, then the platform's policy; it serves when this returns. */
    static Platform install(Cluster cluster) {
        var platform = new Platform(cluster);
        platform.upgrade("--set", "platform.enabled=false");
        platform.upgrade();
        platform.awaitServing();
        return platform;
    }

    /** {@code helm upgrade --install} of the project's chart, with the suite's values and more. */
    void upgrade(String... more) {
        upgradeTo(CHART, more);
    }

    /** The same with another chart. */
    void upgradeTo(Path chart, String... more) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("upgrade", RELEASE, chart.toString()));
        words.addAll(List.of("--install", "--wait", "--timeout", "240s", "--values"));
        words.add(Cluster.ROOT.resolve("e2e/values.yaml").toString());
        words.addAll(List.of("--set", "images.registry=" + Images.REGISTRY));
        words.addAll(List.of("--set", "images.tag=" + Images.TAG));
        words.addAll(List.of("--set", "platform.postgres.bundled.image=" + Images.of("postgres")));
        words.addAll(List.of("--set", "platform.redis.bundled.image=" + Images.of("redis")));
        words.addAll(List.of(more));
        cluster.helm(words.toArray(String[]::new)).orFail();
    }

    /** The project's chart as another version, in an archive. */
    Path packaged(String version, Path folder) {
        cluster.helm(
                        "package",
                        CHART.toString(),
                        "--version",
                        version,
                        "--app-version",
                        Images.NEXT,
                        "--destination",
                        folder.toString())
                .orFail();
        return folder.resolve("xynergy-" + version + ".tgz");
    }

    /** What helm has done last. */
    String history() {
        return cluster.helm("history", RELEASE, "--max", "1", "-o", "json").orFail();
    }

    /** Waits until every pod serves what the policy says. */
    void awaitServing() {
        awaitLive();
        cluster.kubectl("rollout", "status", GATEWAY, "--timeout=180s").orFail();
        cluster.kubectl("rollout", "status", CRM, "--timeout=180s").orFail();
    }

    /** Waits until pods of the gateway are to have this image. */
    void awaitImage(String image) {
        cluster.until(
                () -> "the image does not change",
                () ->
                        cluster.field(GATEWAY, ".spec.template.spec.containers[0].image")
                                .equals(image));
    }

    /** Waits until the policy as it is now is live. */
    void awaitLive() {
        cluster.until(
                () -> cluster.field(POLICY, ".status"),
                () -> {
                    String generation = cluster.field(POLICY, ".metadata.generation");
                    return cluster.field(POLICY, ".status.conditions[?(@.type==\"Live\")]")
                                    .contains("\"observedGeneration\":" + generation + ",")
                            && cluster.field(
                                            POLICY,
                                            ".status.conditions[?(@.type==\"Live\")].status")
                                    .equals("True");
                });
    }

    /** Changes the policy, as {@code kubectl edit} does. */
    void patch(String jsonPatch) {
        cluster.kubectl("patch", POLICY, "--type=json", "-p", jsonPatch).orFail();
    }

    /** A token of a user of the tenant acme, from the development issuer. */
    String token() {
        try (var issuer = PortForward.to(cluster, "deployment/xynergy-issuer", 9000)) {
            String body =
                    issuer.send(
                                    issuer.request("/token")
                                            .header(
                                                    "Content-Type",
                                                    "application/x-www-form-urlencoded")
                                            .POST(
                                                    HttpRequest.BodyPublishers.ofString(
                                                            "grant_type=client_credentials&user=ann"
                                                                    + "&tenant=acme&expires_in=3600")))
                            .body();
            Matcher matcher = TOKEN.matcher(body);
            if (!matcher.find()) {
                throw new AssertionError("no token: " + body);
            }
            return matcher.group(1);
        }
    }

    /** Names of a workload's pods. */
    List<String> pods(String selector) {
        return cluster.kubectl(
                        "get",
                        "pods",
                        "-l",
                        selector,
                        "--field-selector=status.phase=Running",
                        "-o",
                        "name")
                .orFail()
                .lines()
                .sorted()
                .toList();
    }
}
