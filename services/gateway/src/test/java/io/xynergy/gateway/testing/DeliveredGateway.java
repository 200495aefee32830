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

/** A gateway on free ports that began with a compiled configuration and takes deliveries. */
public final class DeliveredGateway implements AutoCloseable {

    /** 32 bytes, as many as a key has at least. */
    public static final byte[] KEY =
            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Path root;
    private final Gateway gateway;

    private DeliveredGateway(Path root, Gateway gateway) {
        this.root = root;
        this.gateway = gateway;
    }

    /** Starts with a configuration; it serves when this returns. */
    public static DeliveredGateway start(Lanes.Choice carrier, byte[] document, long revision)
            throws IOException {
        Path root = Files.createTempDirectory("gateway");
        Path folder = Files.createDirectory(root.resolve("config"));
        Files.write(folder.resolve("config.json"), document);
        Files.writeString(folder.resolve("revision"), Long.toString(revision));
        Path key = Files.createDirectory(root.resolve("key")).resolve("key");
        Files.write(key, KEY);
        Gateway gateway =
                Gateway.start(
                        GatewayOptions.ofFolder(folder)
                                .deliveryKey(key)
                                .host("127.0.0.1")
                                .ports(0, 0)
                                .tlsPort(0)
                                .carrier(carrier, 1)
                                .accessLog(false, Optional.empty()));
        return new DeliveredGateway(root, gateway);
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

    /** The folder that holds the folders of the configuration and of the key. */
    public Path root() {
        return root;
    }

    /** Delivers a document with everything right. */
    public Answer put(String path, long revision, byte[] document) throws IOException {
        return send(SignedRequest.of(KEY, path, revision, document));
    }

    /** Sends a request to the admin listener on a connection of its own. */
    public Answer send(SignedRequest request) throws IOException {
        try (RawClient client = RawClient.connect(gateway.adminPort())) {
            return client.send(request.bytes()).read();
        }
    }

    /** A page of the admin listener. */
    public Answer admin(String path) throws IOException {
        try (RawClient client = RawClient.connect(gateway.adminPort())) {
            return client.send("GET %s HTTP/1.1\r\nHost: admin\r\n\r\n".formatted(path)).read();
        }
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
    }
}
