package io.xynergy.operator.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A data plane in a process of its own, and the object of its pod. */
public final class GatewayProcess implements AutoCloseable {

    private final Child child;
    private final Path root;

    private GatewayProcess(Child child, Path root) {
        this.child = child;
        this.root = root;
    }

    /** Starts one from what the operator made, as a pod that is ready. */
    public static GatewayProcess start(
            KubernetesClient client, String namespace, String policy, String name) {
        try {
            Path root = Files.createTempDirectory("pod");
            Path config = GatewayPod.mount(client, namespace, policy, root);
            Child child =
                    Child.start(
                            GatewayProcess.class,
                            Map.of(),
                            List.of(config.toString(), root.resolve("key/key").toString()));
            int admin = Integer.parseInt(child.response());
            GatewayPod.create(client, namespace, policy, name, admin);
            return new GatewayProcess(child, root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the process: serves a folder until the input ends, and says its digest when asked. */
    public static void main(String[] arguments) throws IOException {
        Gateway gateway =
                Gateway.start(
                        GatewayOptions.ofFolder(Path.of(arguments[0]))
                                .deliveryKey(Path.of(arguments[1]))
                                .host("127.0.0.1")
                                .ports(0, 0)
                                .withoutTls()
                                .carrier(Lanes.Choice.THREAD, 1)
                                .accessLog(false, Optional.empty())
                                .build());
        System.out.println(Child.MARK + gateway.adminPort());
        Child.serve(gateway::digest);
        System.exit(0);
    }

    /** Digest of the configuration in force. */
    public String digest() {
        return child.ask();
    }

    /** Stops the process where it is. */
    public void freeze() {
        child.freeze();
    }

    /** Lets it go on. */
    public void thaw() {
        child.thaw();
    }

    @Override
    public void close() {
        child.close();
        GatewayPod.remove(root);
    }
}
