package io.xynergy.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.FakeAdmin;
import io.xynergy.operator.testing.GatewayPod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the operator's process takes with many policies and pods, as Linux sees it, in its
 * container's settings; the pods are admin ports on loopback addresses of their own. Run by {@code
 * make bench-propagation}.
 */
class FootprintBench {

    private static final int POLICIES = Integer.getInteger("bench.policies", 50);
    private static final int PODS_EACH = 4;
    private static final int ROUTES = Integer.getInteger("bench.policy.routes", 20);
    private static final int CHANGES = Integer.getInteger("bench.policy.changes", 5);
    private static final Duration STEADY =
            Duration.ofSeconds(Integer.getInteger("bench.steady.seconds", 60));
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int POD_ADMIN = 9901;

    private final ApiServer server = ApiServer.shared();
    private final KubernetesClient admin = server.admin();
    private final String namespace = server.namespace("footprint");
    private final List<FakeAdmin> pods = new ArrayList<>();

    @Test
    void manyPoliciesAndPods() throws IOException, InterruptedException {
        Process process = operator();
        try {
            for (int i = 0; i < POLICIES; i++) {
                admin.resource(ApiServer.read(policy(i, 0))).create();
            }
            awaitSummary("0/0");
            int network = ThreadLocalRandom.current().nextInt(1, 250);
            for (int i = 0; i < POLICIES; i++) {
                addPods(i, network);
            }
            awaitSummary(PODS_EACH + "/" + PODS_EACH);
            print("all live", process);
            for (int change = 1; change <= CHANGES; change++) {
                change(change);
            }
            print("after " + CHANGES + " changes of each", process);
            steady(process);
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroy();
            process.waitFor();
            pods.forEach(FakeAdmin::close);
            admin.resources(GatewayPolicyResource.class).inNamespace(namespace).delete();
        }
    }

    private Process operator() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + ApiServer.crds().resolve("../operator/jvm.options").normalize());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("io.xynergy.operator.Main");
        var builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.put("KUBECONFIG", server.kubeconfig().toString());
        environment.put("OPERATOR_GATEWAY_IMAGE", "gateway:1");
        environment.put("OPERATOR_NAMESPACE", namespace);
        // as the container has it: glibc keeps freed memory in an arena of each of many threads
        environment.put("MALLOC_ARENA_MAX", "2");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("OPERATOR_ADMIN_PORT", Integer.toString(socket.getLocalPort()));
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private String policy(int policy, int change) {
        var yaml =
                new StringBuilder(
                        """
                        apiVersion: gateway.xynergy.io/v1alpha1
                        kind: GatewayPolicy
                        metadata: {name: p%d, namespace: %s}
                        spec:
                          services: [{name: crm, url: "http://127.0.0.1:9"}]
                          routes:
                        """
                                .formatted(policy, namespace));
        for (int i = 0; i < ROUTES; i++) {
            yaml.append(
                    "    - {name: r%d, match: [{path: {prefix: /%d/%d/%d}}], to: [{service: crm}]}\n"
                            .formatted(i, policy, change, i));
        }
        return yaml.toString();
    }

    private void addPods(int policy, int network) {
        for (int i = 0; i < PODS_EACH; i++) {
            int number = policy * PODS_EACH + i;
            String ip = "127.%d.%d.%d".formatted(network, 1 + number / 200, 1 + number % 200);
            pods.add(new FakeAdmin(new InetSocketAddress(ip, POD_ADMIN)));
            GatewayPod.create(
                    admin, namespace, "p" + policy, "p" + policy + "-" + i, ip, POD_ADMIN);
        }
    }

    private void change(int number) {
        for (int i = 0; i < POLICIES; i++) {
            admin.resource(ApiServer.read(policy(i, number)))
                    .fieldManager("kubectl")
                    .forceConflicts()
                    .serverSideApply();
        }
        Await.until(
                PATIENCE,
                () -> "change " + number + " is not everywhere",
                () -> pods.stream().allMatch(pod -> hasServed(pod, number)));
    }

    private static boolean hasServed(FakeAdmin pod, int number) {
        return pod.deliveries("/config").getLast().document().contains("/%d/0\"".formatted(number));
    }

    private void awaitSummary(String summary) {
        Await.until(
                PATIENCE,
                () -> "not all are " + summary,
                () -> {
                    LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                    return count(summary) == POLICIES;
                });
    }

    private long count(String summary) {
        return admin
                .resources(GatewayPolicyResource.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .map(FootprintBench::summary)
                .filter(summary::equals)
                .count();
    }

    private static String summary(GatewayPolicyResource policy) {
        PolicyStatus status = policy.getStatus();
        PolicyStatus.Pods pods = status == null ? null : status.pods();
        return pods == null ? "" : pods.summary();
    }

    private void steady(Process process) {
        LockSupport.parkNanos(Duration.ofSeconds(15).toNanos());
        Duration before = cpu(process);
        LockSupport.parkNanos(STEADY.toNanos());
        print("steady", process);
        System.out.printf(
                "%d policies, %d pods, steady: %.2f %% of one processor over %d s%n",
                POLICIES,
                pods.size(),
                100.0 * cpu(process).minus(before).toMillis() / STEADY.toMillis(),
                STEADY.toSeconds());
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private void print(String when, Process process) {
        System.out.printf(
                "%d policies, %d pods, %s: RSS %d MiB, at most %d MiB%n",
                POLICIES,
                pods.size(),
                when,
                memory(process, "VmRSS") >> 10,
                memory(process, "VmHWM") >> 10);
    }

    /** In KiB. */
    private static long memory(Process process, String field) {
        try {
            String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
            Matcher line = Pattern.compile("(?m)^" + field + ":\\s+(\\d+) kB$").matcher(status);
            if (!line.find()) {
                throw new AssertionError("no " + field);
            }
            return Long.parseLong(line.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
