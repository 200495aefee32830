package io.xynergy.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The operator as a process of its own. */
class MainIT {

    private static Process start(Map<String, String> environment) throws IOException {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.xynergy.operator.Main");
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).start();
    }

    private static Map<String, String> environment(Path kubeconfig, String namespace, int port) {
        return Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "OPERATOR_GATEWAY_IMAGE",
                "gateway:1",
                "OPERATOR_NAMESPACE",
                namespace,
                "OPERATOR_ADMIN_PORT",
                Integer.toString(port));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int status(HttpClient client, int port, String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void worksUntilItIsToldToEnd() throws IOException, InterruptedException {
        ApiServer server = ApiServer.shared();
        String namespace = server.namespace("main");
        int port = freePort();
        Process process = start(environment(server.kubeconfig(), namespace, port));
        Thread.ofVirtual().start(() -> drain(process));
        try (HttpClient client = HttpClient.newHttpClient()) {
            Await.until(() -> "not ready", () -> status(client, port, "/health/ready") == 200);
            server.kubectl(
                            "create",
                            "-n",
                            namespace,
                            "-f",
                            ApiServer.crds().resolve("examples/quick-start.yaml").toString())
                    .orFail();
            Await.until(
                    () -> "nothing is published",
                    () ->
                            server.kubectl("get", "cm", "-n", namespace, "-o", "name")
                                    .output()
                                    .contains("-config"));
            assertThat(status(client, port, "/metrics")).isEqualTo(200);
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        server.kubectl("delete", "gwp", "--all", "-n", namespace).orFail();
    }

    @Test
    void waitsForAnApiServerThatIsAway() throws IOException, InterruptedException {
        ApiServer server = ApiServer.shared();
        String namespace = server.namespace("waits");
        int port = freePort();
        URI api = URI.create(server.config().getMasterUrl());
        try (var wire = new Wire(api.getPort());
                HttpClient client = HttpClient.newHttpClient()) {
            wire.cut();
            Path kubeconfig = Files.createTempFile("kubeconfig", ".yaml");
            Files.writeString(
                    kubeconfig,
                    Files.readString(server.kubeconfig())
                            .replace(":" + api.getPort(), ":" + wire.port()));
            Process process = start(environment(kubeconfig, namespace, port));
            Thread.ofVirtual().start(() -> drain(process));
            try {
                Await.until(() -> "it is dead", () -> status(client, port, "/health/live") == 200);
                Await.until(() -> "nobody asked", () -> wire.refused() > 1);
                assertThat(status(client, port, "/health/ready")).isEqualTo(503);
                assertThat(process.isAlive()).isTrue();
                wire.mend();
                Await.until(() -> "not ready", () -> status(client, port, "/health/ready") == 200);
            } finally {
                process.destroy();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            Files.delete(kubeconfig);
        }
    }

    private static void drain(Process process) {
        try {
            process.getInputStream().transferTo(System.out);
        } catch (IOException _) {
            // it ended
        }
    }

    @Test
    void saysEverythingThatIsWrongWithItsSettings() throws IOException, InterruptedException {
        Process process =
                start(
                        Map.of(
                                "OPERATOR_NAMESPACE", "xynergy",
                                "OPERATOR_WATHC", "*",
                                "OPERATOR_PATIENCE", "soon"));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(List.of("OPERATOR_WATHC", "patience", "gateway-image"))
                .allSatisfy(word -> assertThat(output).containsIgnoringCase(word));
    }
}
