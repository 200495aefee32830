package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.xynergy.policy.Autoscaling;
import io.xynergy.policy.RunSpec;
import java.util.List;
import java.util.TreeMap;

/** A service that a policy runs. */
final class ServiceWorkload {

    private static final String IN_FLIGHT = "xynergy_service_requests_in_flight";

    /** The drain of the platform's own services and some time to end; others get as much. */
    private static final int GRACE_SECONDS = 30;

    private ServiceWorkload() {}

    static Workload of(Plan plan, String service, RunSpec run) {
        return new Workload(
                Names.backend(plan.name(), service),
                Labels.selector(plan.name(), Labels.BACKEND, service),
                Scale.of(run.replicas(), run.autoscaling(), IN_FLIGHT),
                GRACE_SECONDS,
                container(run),
                List.of(IdentityMount.volume(plan.name())),
                List.of(Pods.servicePort("http", run.port())));
    }

    /** Whether an autoscaler needs the service's own metrics, at the port that gateways' are at. */
    static boolean isScraped(RunSpec run) {
        Autoscaling autoscaling = run.autoscaling();
        return autoscaling != null
                && autoscaling.targetConcurrency() != null
                && run.port() != GatewayWorkload.ADMIN;
    }

    private static List<ContainerPort> ports(RunSpec run) {
        ContainerPort http = Pods.port("http", run.port());
        return isScraped(run)
                ? List.of(http, Pods.port("admin", GatewayWorkload.ADMIN))
                : List.of(http);
    }

    private static Container container(RunSpec run) {
        return new ContainerBuilder()
                .withName("service")
                .withImage(run.image())
                .withEnv(variables(run))
                .withPorts(ports(run))
                .withStartupProbe(Pods.probe(run.probes().live(), "http", 2, 60))
                .withLivenessProbe(Pods.probe(run.probes().live(), "http", 10, 3))
                .withReadinessProbe(Pods.probe(run.probes().ready(), "http", 2, 2))
                .withNewResources()
                .withRequests(Quantities.requests(run.resources()))
                .withLimits(Quantities.limits(run.resources()))
                .endResources()
                .withSecurityContext(Pods.security())
                .withVolumeMounts(IdentityMount.mount(), Pods.tmp())
                .build();
    }

    /** The policy's variables, and what the platform's own services are told by default. */
    private static List<EnvVar> variables(RunSpec run) {
        var variables = new TreeMap<String, EnvVar>();
        variables.put("SERVER_PORT", text("SERVER_PORT", run.port()));
        variables.put(IdentityMount.VARIABLE, IdentityMount.variable());
        Integer concurrency = run.concurrency();
        if (concurrency != null) {
            variables.put("SERVER_CONCURRENCY", text("SERVER_CONCURRENCY", concurrency));
        }
        run.env().forEach(variable -> variables.put(variable.name(), variable(variable)));
        return List.copyOf(variables.values());
    }

    private static EnvVar text(String name, int value) {
        return new EnvVarBuilder().withName(name).withValue(Integer.toString(value)).build();
    }

    private static EnvVar variable(RunSpec.Variable variable) {
        var env = new EnvVarBuilder().withName(variable.name());
        RunSpec.KeyReference secret = variable.secret();
        RunSpec.KeyReference config = variable.config();
        if (secret != null) {
            return env.withNewValueFrom()
                    .withNewSecretKeyRef(secret.key(), secret.name(), null)
                    .endValueFrom()
                    .build();
        }
        if (config != null) {
            return env.withNewValueFrom()
                    .withNewConfigMapKeyRef(config.key(), config.name(), null)
                    .endValueFrom()
                    .build();
        }
        return env.withValue(variable.value()).build();
    }
}
