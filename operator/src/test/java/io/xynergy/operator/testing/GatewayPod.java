package io.xynergy.operator.testing;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pod of a data plane, made from its Deployment's template: the object in the API server, and a
 * real gateway in this JVM that started from the ConfigMap and the Secret as a kubelet mounts them.
 */
public final class GatewayPod implements AutoCloseable {

    private static final String ADMIN = "test/admin";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final KubernetesClient client;
    private final Path root;
    private final Gateway gateway;
    private final String namespace;
    private final String policy;
    private final String name;

    private GatewayPod(
            KubernetesClient client,
            Path root,
            Gateway gateway,
            String namespace,
            String policy,
            String name) {
        this.client = client;
        this.root = root;
        this.gateway = gateway;
        this.namespace = namespace;
        this.policy = policy;
        this.name = name;
    }

    /** Starts one that is ready. */
    public static GatewayPod start(KubernetesClient client, String namespace, String policy) {
        try {
            Path root = Files.createTempDirectory("pod");
            Path config = mount(client, namespace, policy, root);
            Gateway gateway =
                    Gateway.start(
                            GatewayOptions.ofFolder(config)
                                    .deliveryKey(root.resolve("key").resolve("key"))
                                    .host("127.0.0.1")
                                    .ports(0, 0)
                                    .withoutTls()
                                    .carrier(Lanes.Choice.THREAD, 1)
                                    .accessLog(false, Optional.empty())
                                    .build());
            String name = policy + "-gateway-" + NUMBER.incrementAndGet();
            var pod = new GatewayPod(client, root, gateway, namespace, policy, name);
            create(client, namespace, policy, name, gateway.adminPort());
            return pod;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes into a folder what a kubelet would mount: {@code config} from the ConfigMap, {@code
     * key} from the Secret.
     */
    static Path mount(KubernetesClient client, String namespace, String policy, Path root)
            throws IOException {
        ConfigMap map =
                client.configMaps().inNamespace(namespace).withName(policy + "-config").get();
        Path config = Files.createDirectory(root.resolve("config"));
        for (Map.Entry<String, String> entry : map.getData().entrySet()) {
            Files.writeString(config.resolve(entry.getKey()), entry.getValue());
        }
        if (map.getBinaryData() != null) {
            for (Map.Entry<String, String> entry : map.getBinaryData().entrySet()) {
                Files.write(
                        config.resolve(entry.getKey()),
                        Base64.getDecoder().decode(entry.getValue()));
            }
        }
        mountKey(client, namespace, policy, Files.createDirectory(root.resolve("key")));
        return config;
    }

    private static void mountKey(
            KubernetesClient client, String namespace, String policy, Path folder)
            throws IOException {
        Secret secret =
                client.secrets().inNamespace(namespace).withName(policy + "-delivery").get();
        for (String name : List.of("key", "previous")) {
            String value = secret.getData().get(name);
            if (value == null) {
                Files.deleteIfExists(folder.resolve(name));
            } else {
                Files.write(folder.resolve(name), Base64.getDecoder().decode(value));
            }
        }
    }

    /** Brings the delivery key as it is now, as a kubelet does sooner or later. */
    public void remount() {
        try {
            mountKey(client, namespace, policy, root.resolve("key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates the object of a pod that is ready and whose admin port is a port of this machine. */
    public static Pod create(
            KubernetesClient client, String namespace, String policy, String name, int port) {
        return create(client, namespace, policy, name, "127.0.0.1", port);
    }

    /** The same at an address of this machine. */
    public static Pod create(
            KubernetesClient client,
            String namespace,
            String policy,
            String name,
            String ip,
            int port) {
        PodTemplateSpec template =
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(policy + "-gateway")
                        .get()
                        .getSpec()
                        .getTemplate();
        Pod pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(template.getMetadata().getLabels())
                        .addToAnnotations(ADMIN, "http://" + ip + ":" + port)
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build();
        client.resource(pod).create();
        return ready(client, namespace, name, ip, true);
    }

    /** Sets whether a pod is ready. */
    public static Pod ready(KubernetesClient client, String namespace, String name, boolean ready) {
        return ready(client, namespace, name, "127.0.0.1", ready);
    }

    private static Pod ready(
            KubernetesClient client, String namespace, String name, String ip, boolean ready) {
        return client.pods()
                .inNamespace(namespace)
                .withName(name)
                .editStatus(pod ->
                        new PodBuilder(pod)
                                .withStatus(
                                        new PodStatusBuilder()
                                                .withPhase("Running")
                                                .withPodIP(ip)
                                                .addNewCondition()
                                                .withType("Ready")
                                                .withStatus(ready ? "True" : "False")
                                                .endCondition()
                                                .build())
                                .build());
    }

    /** Where the admin port of a pod is that {@link #create} made. */
    public static Optional<URI> address(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(ADMIN))
                .map(URI::create);
    }

    /** Name of the pod. */
    public String name() {
        return name;
    }

    /** Digest of the configuration in force. */
    public String digest() {
        return gateway.digest();
    }

    /** The running data plane. */
    public Gateway gateway() {
        return gateway;
    }

    /** Removes the object and stops the gateway. */
    @Override
    public void close() {
        client.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
        gateway.close();
        remove(root);
    }

    /** Removes a folder. */
    static void remove(Path root) {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
