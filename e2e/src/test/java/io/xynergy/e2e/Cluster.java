package io.xynergy.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The cluster of KUBECONFIG, in one namespace that holds pods to the restricted standard. */
final class Cluster {

    private static final long TRIES = 600;
    private static final long PAUSE_NANOS = 200_000_000;

    /** The project's folder. */
    static final Path ROOT = Path.of(System.getProperty("root"));

    private final String namespace;

    private Cluster(String namespace) {
        this.namespace = namespace;
    }

    /** A new namespace; what an earlier run left of it is removed. */
    static Cluster namespace(String name) {
        var cluster = new Cluster(name);
        cluster.delete();
        Command.run(List.of("kubectl", "create", "namespace", name), "").orFail();
        Command.run(
                        List.of(
                                "kubectl",
                                "label",
                                "namespace",
                                name,
                                "pod-security.kubernetes.io/enforce=restricted"),
                        "")
                .orFail();
        return cluster;
    }

    String namespace() {
        return namespace;
    }

    /** Ends with everything that is in it. */
    void delete() {
        Command.run(
                        List.of(
                                "kubectl",
                                "delete",
                                "namespace",
                                namespace,
                                "--ignore-not-found",
                                "--timeout=180s"),
                        "")
                .orFail();
    }

    /** {@code kubectl} in the namespace. */
    Command kubectl(String... arguments) {
        return kubectlWith("", arguments);
    }

    /** {@code kubectl} in the namespace, with a document as its input. */
    Command kubectlWith(String input, String... arguments) {
        return Command.run(words(arguments), input);
    }

    /** How {@code kubectl} is called in the namespace. */
    List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(List.of("kubectl", "-n", namespace));
        words.addAll(List.of(arguments));
        return words;
    }

    /** {@code helm} in the namespace. */
    Command helm(String... arguments) {
        List<String> words = new ArrayList<>(List.of("helm", "-n", namespace));
        words.addAll(List.of(arguments));
        return Command.run(words, "");
    }

    /** What a field of an object says. */
    String field(String object, String jsonPath) {
        return kubectl("get", object, "-o", "jsonpath={" + jsonPath + "}").output();
    }

    /** Waits for a condition, for two minutes at most. */
    void until(Supplier<String> otherwise, BooleanSupplier condition) {
        for (long tries = 0; tries < TRIES; tries++) {
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError(
                otherwise.get()
                        + "\n"
                        + kubectl("get", "gwp,deployments,pods", "-o", "wide").output()
                        + kubectl("get", "events").output());
    }
}
