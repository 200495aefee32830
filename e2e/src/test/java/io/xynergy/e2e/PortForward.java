package io.xynergy.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code kubectl port-forward} while it is open: how somebody at a laptop reaches a pod. */
final class PortForward implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:([0-9]+) ->");

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    private PortForward(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static PortForward to(Cluster cluster, String object, int port) {
        List<String> words =
                List.of(
                        "kubectl",
                        "-n",
                        cluster.namespace(),
                        "port-forward",
                        "--address=127.0.0.1",
                        object,
                        ":" + port);
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            String line = String.valueOf(lines.readLine());
            Matcher matcher = PORT.matcher(line);
            if (!matcher.find()) {
                process.destroy();
                throw new AssertionError(String.join(" ", words) + ": " + line);
            }
            return new PortForward(process, Integer.parseInt(matcher.group(1)));
        } catch (IOException e) {
            throw new AssertionError("kubectl", e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no response", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Sends this over a connection of its own: the first line of what comes back. */
    String exchange(String words) throws IOException {
        try (var socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
            return String.valueOf(
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.UTF_8))
                            .readLine());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        process.destroy();
    }
}
