package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An operator in a process of its own, with the rights of its service account. */
final class OperatorProcess implements AutoCloseable {

    private final Child child;

    private OperatorProcess(Child child) {
        this.child = child;
    }

    /** Starts one of several, of which the holder of a lease works; it may have to wait. */
    static OperatorProcess elected(String namespace, String identity) {
        return start(namespace, identity);
    }

    /** Starts one that is the only one. */
    static OperatorProcess alone(String namespace) {
        return start(namespace, "");
    }

    private static OperatorProcess start(String namespace, String identity) {
        return new OperatorProcess(
                Child.start(
                        OperatorProcess.class,
                        Map.of("KUBECONFIG", ApiServer.shared().kubeconfig().toString()),
                        List.of(namespace, identity)));
    }

    /** In the process: works until the input ends, and says how many passes it made when asked. */
    public static void main(String[] arguments) throws IOException {
        KubernetesClient client =
                new KubernetesClientBuilder()
                        .withConfig(config())
                        .withHttpClientFactory(new JdkHttpClientFactory())
                        .build();
        PolicyOperator operator =
                OperatorFixture.operator(
                        client,
                        Set.of(arguments[0]),
                        arguments[1].isEmpty()
                                ? Optional.empty()
                                : Optional.of(lease(arguments[0], arguments[1])));
        Thread.ofPlatform().daemon().start(operator::start);
        Child.serve(() -> Long.toString(operator.passes()));
        Runtime.getRuntime().halt(0);
    }

    private static PolicyOperator.Lease lease(String namespace, String identity) {
        return new PolicyOperator.Lease(
                namespace,
                "operator",
                identity,
                Duration.ofSeconds(6),
                () -> Runtime.getRuntime().halt(1));
    }

    private static Config config() throws IOException {
        String yaml = Files.readString(Path.of(System.getenv("KUBECONFIG")));
        return new ConfigBuilder(Config.fromKubeconfig(yaml))
                .withImpersonateUsername(ApiServer.OPERATOR)
                .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                .build();
    }

    /** Passes that it made so far. */
    long passes() {
        return Long.parseLong(child.ask());
    }

    void kill() {
        child.kill();
    }

    void freeze() {
        child.freeze();
    }

    void thaw() {
        child.thaw();
    }

    int awaitEnd() {
        return child.awaitEnd();
    }

    @Override
    public void close() {
        child.close();
    }
}
