package io.xynergy.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A gateway on free ports in front of fake upstreams.
 *
 * <p>Closing it closes the clients it made, waits until the gateway is idle, stops it, stops the
 * upstreams and then asserts that no connection, thread or descriptor is left.
 */
public final class GatewayFixture implements AutoCloseable {

    private static final AtomicBoolean WARM = new AtomicBoolean();

    private final Gateway gateway;
    private final Path folder;
    private final Path policy;
    private final Path accessLog;
    private final List<FakeUpstream> upstreams;
    private final List<RawClient> clients = new ArrayList<>();
    private final Leaks before;
    private volatile boolean stopped;

    private GatewayFixture(Builder builder, Path folder, Leaks before) throws IOException {
        this.before = before;
        this.folder = folder;
        for (Map.Entry<String, String> file : builder.files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        this.policy = Files.writeString(folder.resolve("policy.yaml"), builder.yaml());
        settle(policy);
        this.accessLog = folder.resolve("access.log");
        this.upstreams = List.copyOf(builder.upstreams);
        this.gateway =
                Gateway.start(
                        builder.options
                                .apply(
                                        GatewayOptions.of(policy)
                                                .host("127.0.0.1")
                                                .ports(0, 0)
                                                .tlsPort(0)
                                                .carrier(builder.carrier, builder.cores)
                                                .accessLog(
                                                        builder.accessLog, Optional.of(accessLog))
                                                .timeouts(builder.timeouts))
                                .build());
        assertThat(gateway.carrier()).as("runs on the carrier").startsWith(builder.carrier.name());
    }

    /** Starts a gateway that sends every path to the one upstream, which it closes at the end. */
    public static GatewayFixture start(Lanes.Choice carrier, FakeUpstream upstream)
            throws IOException {
        return on(carrier).upstream(upstream).start();
    }

    /** Prepares a gateway. */
    public static Builder on(Lanes.Choice carrier) {
        return new Builder(carrier);
    }

    /** How a gateway under test is started. */
    public static final class Builder {
        private final Lanes.Choice carrier;
        private final List<FakeUpstream> upstreams = new ArrayList<>();
        private final StringBuilder gatewaySection = new StringBuilder();
        private final Map<String, String> files = new HashMap<>();
        private String routes = "";
        private String services = "";
        private String drain = "5s";
        private ClientTimeouts timeouts = ClientTimeouts.defaults();
        private UnaryOperator<GatewayOptions.Builder> options = UnaryOperator.identity();
        private String sections = "";
        private boolean accessLog;
        private int cores = 1;

        private Builder(Lanes.Choice carrier) {
            this.carrier = carrier;
        }

        /** Adds an upstream, as service {@code up0}, {@code up1} and so on; closed at the end. */
        public Builder upstream(FakeUpstream upstream) {
            upstreams.add(upstream);
            return this;
        }

        /** The policy's {@code routes}, in YAML, not indented; by default all paths go to up0. */
        public Builder routes(String yaml) {
            routes = yaml;
            return this;
        }

        /** The policy's {@code services}, in YAML, not indented, in place of the generated ones. */
        public Builder services(String yaml) {
            services = yaml;
            return this;
        }

        /** A file in the policy's folder, as {@code secrets/edge/tls.crt}. */
        public Builder file(String path, String content) {
            files.put(path, content);
            return this;
        }

        /** How long stopping may take; 5 seconds by default. */
        public Builder drain(String duration) {
            drain = duration;
            return this;
        }

        /** A line of the policy's section {@code gateway}. */
        public Builder gateway(String line) {
            gatewaySection.append("    ").append(line).append('\n');
            return this;
        }

        /** Sections of the policy's {@code spec}, in YAML, not indented. */
        public Builder spec(String yaml) {
            sections = yaml;
            return this;
        }

        /** Changes the options that the gateway is started with. */
        public Builder options(UnaryOperator<GatewayOptions.Builder> change) {
            options = change;
            return this;
        }

        public Builder timeouts(ClientTimeouts newTimeouts) {
            timeouts = newTimeouts;
            return this;
        }

        public Builder cores(int newCores) {
            cores = newCores;
            return this;
        }

        /** Writes an access log, which {@link #awaitLogLine} reads. */
        public Builder accessLog() {
            accessLog = true;
            return this;
        }

        /** Starts it; it serves when this returns. */
        public GatewayFixture start() throws IOException {
            warmUp();
            Leaks before = Leaks.now();
            return new GatewayFixture(this, Files.createTempDirectory("gateway"), before);
        }

        /** The policy, as the gateway will read it. */
        public String yaml() {
            var yaml = new StringBuilder();
            yaml.append("apiVersion: gateway.xynergy.io/v1alpha1\nkind: GatewayPolicy\n");
            yaml.append("metadata: {name: test}\nspec:\n  gateway:\n");
            yaml.append("    drain: ").append(drain).append('\n');
            yaml.append(gatewaySection).append(sections.indent(2));
            yaml.append("  services:\n").append(services.indent(4));
            for (int i = 0; i < upstreams.size() && services.isEmpty(); i++) {
                yaml.append(
                        "    - {name: up%d, url: \"%s\"}\n".formatted(i, upstreams.get(i).url()));
            }
            String list =
                    routes.isEmpty()
                            ? "- {name: all, match: [{path: {prefix: /}}], to: [{service: up0}],"
                                    + " auth: {mode: None}}"
                            : routes;
            return yaml.append("  routes:\n").append(list.indent(4)).toString();
        }
    }

    /** The JVM opens and starts some things once; they are no leak of the first test. */
    static void warmUp() throws IOException {
        if (!WARM.compareAndSet(false, true)) {
            return;
        }
        for (Lanes.Choice carrier : List.of(Lanes.Choice.CORE, Lanes.Choice.THREAD)) {
            Builder builder = on(carrier).upstream(FakeUpstream.start());
            Path folder = Files.createTempDirectory("gateway");
            var fixture = new GatewayFixture(builder, folder, Leaks.now());
            try (RawClient client = fixture.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: warm\r\n\r\n").read();
                fixture.metrics();
            } finally {
                fixture.stop();
            }
        }
    }

    /** The traffic port. */
    public int port() {
        return gateway.port();
    }

    public Gateway gateway() {
        return gateway;
    }

    /** Connects a client; closed with the fixture at the latest. */
    public RawClient connect() throws IOException {
        return connect(0);
    }

    /** Connects a client with a receive buffer of a given size. */
    public RawClient connect(int receiveBuffer) throws IOException {
        RawClient client = RawClient.connect(gateway.port(), receiveBuffer);
        clients.add(client);
        return client;
    }

    /** The port for HTTPS. */
    public int tlsPort() {
        return gateway.tlsPort().orElseThrow();
    }

    /** The folder of the policy, with its Secrets. */
    public Path folder() {
        return folder;
    }

    /** Connects a client by TLS, after its handshake. */
    public RawClient connect(SSLContext context, String... protocols) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", tlsPort());
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        RawClient client = RawClient.over(socket);
        clients.add(client);
        socket.startHandshake();
        return client;
    }

    /** Makes a file one that was written long ago, which a gateway takes without waiting. */
    static void settle(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }

    /** Writes a new policy file, as an editor does. */
    public void edit(String yaml) throws IOException {
        Files.writeString(policy, yaml);
    }

    /** Stops the gateway before the fixture is closed, and returns when it has stopped. */
    public void stopGateway() {
        stopped = true;
        gateway.close();
    }

    /** A page of the admin listener. */
    public Response admin(String path) throws IOException {
        return pages().get(path);
    }

    private AdminPages pages() {
        return new AdminPages(gateway.adminPort());
    }

    /** Has the gateway read its policy again, whether it has changed or not. */
    public void reread() {
        gateway.reread();
    }

    /** The page of the metrics. */
    public String metrics() throws IOException {
        return pages().metrics();
    }

    /**
     * A metric's value.
     *
     * @param name with its labels, as the page has it
     */
    public long metric(String name) throws IOException {
        return pages().metric(name);
    }

    /** Waits until a metric has a value: responses may be there before they are counted. */
    public void awaitMetric(String name, long value) {
        pages().awaitMetric(name, value);
    }

    /** Waits for the line of the access log that has {@code part} in it. */
    public String awaitLogLine(String part) {
        Await.until("a line with " + part + " in the access log", () -> !linesWith(part).isEmpty());
        return linesWith(part).getFirst();
    }

    private List<String> linesWith(String part) {
        try {
            return Files.readAllLines(accessLog).stream()
                    .filter(line -> line.contains(part))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Closes the clients of the last test, waits until their requests are over, resets upstreams.
     */
    public void reset() throws IOException {
        closeClients();
        awaitIdle();
        upstreams.forEach(FakeUpstream::reset);
    }

    private void closeClients() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        clients.clear();
    }

    /** Whether bytes of a client lie in the kernel that the gateway has not read yet. */
    public boolean hasUnread() {
        String port = ":%04X ".formatted(gateway.port());
        try (var sockets = Files.lines(Path.of("/proc/net/tcp"))) {
            return sockets.map(line -> line.strip().split("\\s+"))
                    .filter(column -> (column[1] + " ").endsWith(port) && column[3].equals("01"))
                    .anyMatch(column -> !column[4].endsWith(":00000000"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until no client is connected and no request in flight. */
    public void awaitIdle() throws IOException {
        Await.until(
                () -> gateway.openConnections() + " connections end",
                () -> gateway.openConnections() == 0);
        for (String gauge :
                List.of("requests_in_flight", "requests_admitted", "connections_open")) {
            awaitMetric("xynergy_gateway_" + gauge, 0);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeClients();
            if (!stopped) {
                awaitIdle();
            }
        } finally {
            stop();
        }
        before.awaitNone();
    }

    private void stop() throws IOException {
        gateway.close();
        for (FakeUpstream upstream : upstreams) {
            upstream.close();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
