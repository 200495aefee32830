package io.xynergy.gateway.testing;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A gateway on free ports that began with a compiled configuration and takes deliveries, as one in
 * a pod does. Closing it asserts that nothing of it is left.
 */
public final class DeliveredGateway implements AutoCloseable {

    /** 32 bytes, as many as a key has at least. */
    public static final byte[] KEY =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Path root;
    private final Gateway gateway;
    private final Leaks before;

    private DeliveredGateway(Path root, Lanes.Choice carrier, Leaks before) throws IOException {
        this.root = root;
        this.before = before;
        this.gateway =
                Gateway.start(
                        GatewayOptions.ofFolder(folder())
                                .deliveryKey(key())
                                .host("127.0.0.1")
                                .ports(0, 0)
                                .tlsPort(0)
                                .carrier(carrier, 1)
                                .accessLog(false, Optional.empty())
                                .build());
    }

    /** Starts with a configuration; it serves when this returns. */
    public static DeliveredGateway start(Lanes.Choice carrier, byte[] document, long revision)
            throws IOException {
        GatewayFixture.warmUp();
        Leaks before = Leaks.now();
        Path root = Files.createTempDirectory("gateway");
        Path config = Files.createDirectory(root.resolve("config"));
        write(config, document, revision);
        GatewayFixture.settle(config.resolve("config.json"));
        GatewayFixture.settle(config.resolve("revision"));
        Files.write(Files.createDirectory(root.resolve("key")).resolve("key"), KEY);
        return new DeliveredGateway(root, carrier, before);
    }

    /** Writes a configuration into a folder, in the order in which nothing can be mixed up. */
    public static void write(Path folder, byte[] document, long revision) throws IOException {
        Files.write(folder.resolve("config.json"), document);
        Files.writeString(folder.resolve("revision"), Long.toString(revision));
    }

    /** A policy's canonical JSON. */
    public static byte[] compiled(String policy) {
        return switch (Policies.compile(policy)) {
            case CompileResult.Compiled compiled -> compiled.canonicalJson();
            case CompileResult.Rejected rejected ->
                    throw new AssertionError(rejected.errors().toString());
        };
    }

    public Gateway gateway() {
        return gateway;
    }

    /** The folder that the gateway began with, and follows as a mounted one. */
    public Path folder() {
        return root.resolve("config");
    }

    /** The file of the delivery key. */
    public Path key() {
        return root.resolve("key").resolve("key");
    }

    /** Delivers a document with everything right. */
    public Response put(String path, long revision, byte[] document) throws IOException {
        return send(SignedRequest.of(KEY, path, revision, document));
    }

    /** Sends a request to the admin listener on a connection of its own. */
    public Response send(SignedRequest request) throws IOException {
        try (RawClient client = connectAdmin()) {
            return client.send(request.bytes()).read();
        }
    }

    /** What the admin listener shows. */
    public AdminPages pages() {
        return new AdminPages(gateway.adminPort());
    }

    /** Connects a client to the admin port. */
    public RawClient connectAdmin() throws IOException {
        return RawClient.connect(gateway.adminPort());
    }

    /** Connects a client to the traffic port. */
    public RawClient connect() throws IOException {
        return RawClient.connect(gateway.port());
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        before.awaitNone();
    }
}
