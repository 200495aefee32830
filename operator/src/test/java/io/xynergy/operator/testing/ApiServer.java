package io.xynergy.operator.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One kube-apiserver with its etcd for all tests of a JVM, with the policy's CRD: no controllers,
 * no scheduler, no kubelet. Tests keep apart by namespaces.
 */
public final class ApiServer {

    private static final Path PROGRAMS = Path.of(System.getProperty("kube.dir"));
    private static final Path CRDS = Path.of(System.getProperty("crds"));

    /** The operator's service account. */
    public static final String OPERATOR = "system:serviceaccount:xynergy:xynergy-operator";

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final KubeAPIServer server;
    private final Path kubeconfig;
    private final KubernetesClient admin;

    private ApiServer() {
        server = start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-api-server"));
        try {
            kubeconfig = Files.createTempFile("kubeconfig", ".yaml");
            kubeconfig.toFile().deleteOnExit();
            Files.writeString(kubeconfig, server.getKubeConfigYaml());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        admin = client(config());
        kubectl("apply", "--server-side", "-f", crds().resolve("gatewaypolicies.yaml").toString())
                .orFail();
        kubectl("apply", "--server-side", "-f", crds().resolve("../operator/rbac.yaml").toString())
                .orFail();
        kubectl(
                        "wait",
                        "--for=condition=Established",
                        "--timeout=60s",
                        "crd/gatewaypolicies.gateway.xynergy.io")
                .orFail();
    }

    private static final class Holder {
        private static final ApiServer SHARED = new ApiServer();
    }

    /** The server that all tests of this JVM share. */
    public static ApiServer shared() {
        return Holder.SHARED;
    }

    /** The port of a child is found free and then used: another process may have been faster. */
    private static KubeAPIServer start() {
        RuntimeException last = new IllegalStateException("not started");
        for (int attempt = 0; attempt < 3; attempt++) {
            var server =
                    new KubeAPIServer(
                            KubeAPIServerConfigBuilder.anAPIServerConfig()
                                    .withTestDir(PROGRAMS.toString())
                                    .withOfflineMode(true)
                                    .withStartupTimeout(180_000)
                                    .build());
            try {
                server.start();
                return server;
            } catch (RuntimeException e) {
                last = e;
            }
        }
        throw last;
    }

    /** The project's folder of the CRD and of policies. */
    public static Path crds() {
        return CRDS;
    }

    /** A client that may do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    /** How an administrator connects; a copy that may be changed. */
    public Config config() {
        return Config.fromKubeconfig(server.getKubeConfigYaml());
    }

    /** A client with the product's HTTP client; the caller closes it. */
    public static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    /** The file with {@link #config}. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** A client that may do what the operator may; the caller closes it. */
    public KubernetesClient operator() {
        return client(operatorConfig());
    }

    /** How the operator connects; a copy that may be changed. */
    public Config operatorConfig() {
        return new ConfigBuilder(config())
                .withImpersonateUsername(OPERATOR)
                .withImpersonateGroups(
                        "system:serviceaccounts",
                        "system:serviceaccounts:xynergy",
                        "system:authenticated")
                .build();
    }

    /** Lets the operator do in a namespace what a role says. */
    public void bind(String namespace, String role) {
        kubectl(
                        "create",
                        "rolebinding",
                        role,
                        "-n",
                        namespace,
                        "--clusterrole=" + role,
                        "--serviceaccount=xynergy:xynergy-operator")
                .orFail();
    }

    /** A new namespace; it is never deleted, because nothing here could finish that. */
    public String namespace(String prefix) {
        String name = prefix + "-" + NAMESPACES.incrementAndGet();
        admin.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                .create();
        return name;
    }

    /** A document with one object, as kubectl would read it. */
    public static GenericKubernetesResource read(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }

    /** What a program printed and how it ended. */
    public record Ended(int code, String output) {

        /** The output of a program that must succeed. */
        public String orFail() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + ": " + output);
            }
            return output;
        }
    }

    /** Runs the real kubectl as the administrator. */
    public Ended kubectl(String... arguments) {
        Path programs = PROGRAMS.resolve("k8s");
        try (var versions = Files.list(programs)) {
            Path kubectl = versions.sorted().toList().getLast().resolve("kubectl");
            List<String> command = new ArrayList<>();
            command.add(kubectl.toString());
            command.add("--kubeconfig=" + kubeconfig);
            command.add("--cache-dir=" + Files.createTempDirectory("kubectl"));
            command.addAll(List.of(arguments));
            return run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Ended run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            return new Ended(process.exitValue(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
