package io.xynergy.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.javaoperatorsdk.operator.OperatorException;
import io.xynergy.kit.admin.AdminListener;
import io.xynergy.kit.admin.AdminRoutes;
import io.xynergy.kit.admin.AdminSettings;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.log.Logging;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.ProcessMeters;
import io.xynergy.kit.settings.Settings;
import io.xynergy.kit.settings.SettingsException;
import io.xynergy.kit.signal.Signals;
import io.xynergy.operator.model.Platform;
import io.xynergy.operator.reconcile.KeyLives;
import io.xynergy.operator.reconcile.PolicyOperator;
import io.xynergy.operator.reconcile.Times;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The operator's process: settings from the environment, health and metrics on one port. */
public final class Main {

    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private static final String LEASE = "xynergy-operator";
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);

    /** How long the API server is waited for at the start, and the pause between tries. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** The admin port of a pod of the data plane. */
    private static final int POD_ADMIN = 9901;

    private Main() {}

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        try {
            Logging.configure(environment);
            Signals.serve();
            run(Settings.read(OperatorSettings.class, environment).operator(), environment);
        } catch (SettingsException e) {
            fail(e.problems());
        } catch (OperatorException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.ERROR, "the operator does not start", e);
            fail(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static void run(OperatorSettings.Section settings, Map<String, String> environment) {
        var meters = new Meters();
        ProcessMeters.publish(meters);
        var clock = InstantSource.system();
        KubernetesClient client =
                new KubernetesClientBuilder()
                        .withHttpClientFactory(new JdkHttpClientFactory())
                        .build();
        var operator =
                new PolicyOperator(
                        client,
                        options(settings, environment),
                        meters,
                        new Times(clock, System::nanoTime));
        var health = new HealthChecks().addReady("caches", () -> result(operator.unready()));
        AdminListener admin =
                AdminListener.start(
                        AdminSettings.defaults().at(settings.adminHost(), settings.adminPort()),
                        AdminRoutes.standard(health, meters, List.of()),
                        new ErrorBodies(clock));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    operator.close();
                                    client.close();
                                    admin.close();
                                    Runtime.getRuntime().halt(0);
                                },
                                "end"));
        awaitApiServer(client);
        operator.start();
        LOG.log(System.Logger.Level.INFO, "the operator works");
    }

    /**
     * Without an API server there is nothing to do, and ending would only make the kubelet wait
     * longer and longer before it starts the next process. In the end it is no outage, but a wrong
     * address.
     */
    private static void awaitApiServer(KubernetesClient client) {
        long end = System.nanoTime() + LONGEST_OUTAGE.toNanos();
        String said = "";
        while (System.nanoTime() - end < 0) {
            try {
                client.getKubernetesVersion();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 0) {
                    // it is there, and says what is wrong to whoever asks for more
                    return;
                }
                String reason = String.valueOf(e.getMessage());
                if (!reason.equals(said)) {
                    LOG.log(System.Logger.Level.WARNING, "no API server yet: {0}", reason);
                    said = reason;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static PolicyOperator.Options options(
            OperatorSettings.Section settings, Map<String, String> environment) {
        return new PolicyOperator.Options(
                new Platform(
                        settings.gatewayImage(),
                        settings.namespace(),
                        settings.monitoringNamespace(),
                        false),
                settings.namespaces(),
                settings.leaderElection()
                        ? Optional.of(lease(settings, environment))
                        : Optional.empty(),
                settings.patience(),
                new KeyLives(settings.deliveryKeyLife(), settings.identityKeyLife()),
                Main::address);
    }

    /**
     * A container that starts again in its pod is another process, and must not take the lease of
     * the one before for its own: the identity is new for each process.
     */
    private static PolicyOperator.Lease lease(
            OperatorSettings.Section settings, Map<String, String> environment) {
        String pod = environment.getOrDefault("HOSTNAME", "operator");
        return new PolicyOperator.Lease(
                settings.namespace(),
                LEASE,
                pod + "_" + UUID.randomUUID(),
                LEASE_DURATION,
                () -> Runtime.getRuntime().halt(1));
    }

    private static Optional<URI> address(Pod pod) {
        @Nullable String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        if (ip == null || ip.isEmpty()) {
            return Optional.empty();
        }
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        return Optional.of(URI.create("http://" + host + ":" + POD_ADMIN));
    }

    private static CheckResult result(Optional<String> problem) {
        return problem.map(CheckResult::down).orElseGet(CheckResult::up);
    }

    private static void fail(List<String> problems) {
        problems.forEach(problem -> System.err.println("operator: " + problem));
        System.exit(1);
    }
}
