package io.xynergy.gateway.testing;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Keycloak in development mode on loopback addresses, by HTTP and by HTTPS, with one realm {@code
 * acme}, whose user {@code ann} has the password {@code pw}. Its clients sign her in by her
 * password.
 */
public final class Keycloak implements AutoCloseable {

    private static final int LAST_LINES = 40;
    private static final String REALM = "/realms/acme";

    private final Process process;
    private final int port;
    private final int tlsPort;

    private Keycloak(Process process, int port, int tlsPort) {
        this.process = process;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /**
     * Starts one; it serves when this returns.
     *
     * @param home an unpacked distribution, which gets a realm and a certificate
     * @param realm a realm as Keycloak exports it
     */
    public static Keycloak start(Path home, String realm, TestCertificates certificates)
            throws IOException {
        Path imported = Files.createDirectories(home.resolve("data/import")).resolve("realm.json");
        Files.writeString(imported, realm);
        Path chain = home.resolve("conf/chain.pem");
        Path key = home.resolve("conf/key.pem");
        Files.writeString(chain, certificates.chain("good"));
        Files.writeString(key, certificates.key("good"));
        int port = freePort();
        int tlsPort = freePort();
        var builder =
                new ProcessBuilder(
                        "sh",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--https-port=" + tlsPort,
                        "--https-certificate-file=" + chain,
                        "--https-certificate-key-file=" + key,
                        "--import-realm");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx768m");
        Process process = builder.redirectErrorStream(true).start();
        awaitListening(process);
        return new Keycloak(process, port, tlsPort);
    }

    /** Reads what it says until it listens, and drops what it says after that. */
    private static void awaitListening(Process process) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("Listening on:")) {
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return;
            }
            last.add(line);
            if (last.size() > LAST_LINES) {
                last.remove();
            }
        }
        throw new IOException("Keycloak did not start:\n" + String.join("\n", last));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The issuer of its realm by HTTP. */
    public String issuer() {
        return "http://127.0.0.1:" + port + REALM;
    }

    /** The issuer of its realm by HTTPS. */
    public String securedIssuer() {
        return "https://localhost:" + tlsPort + REALM;
    }

    /**
     * The tokens that a client gets for the user: {@code access_token}, {@code id_token}, {@code
     * refresh_token}.
     */
    public static Map<String, Object> tokens(String issuer, String client) throws IOException {
        String endpoint = issuer + "/protocol/openid-connect/token";
        var connection = (HttpURLConnection) URI.create(endpoint).toURL().openConnection();
        connection.setRequestProperty("Connection", "close"); // leaves no thread behind
        connection.setDoOutput(true);
        String form = "grant_type=password&scope=openid&username=ann&password=pw&client_id=";
        form += URLEncoder.encode(client, StandardCharsets.UTF_8);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(form.getBytes(StandardCharsets.US_ASCII));
        }
        try (var body = connection.getInputStream()) {
            return JSONObjectUtils.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
