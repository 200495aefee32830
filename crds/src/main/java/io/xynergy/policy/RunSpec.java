package io.xynergy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service that the operator runs.
 *
 * @param concurrency requests in flight per pod, for the autoscaler
 * @param callers services of the same policy that may call it beside the gateway
 */
public record RunSpec(
        String image,
        @Nullable Integer replicas,
        @Nullable Autoscaling autoscaling,
        @Nullable Resources resources,
        @Nullable Integer concurrency,
        @Default("8080") int port,
        List<Variable> env,
        @Default("{}") Probes probes,
        List<String> callers) {

    public RunSpec {
        env = List.copyOf(env);
        callers = List.copyOf(callers);
    }

    /** An environment variable; exactly one source is set. */
    public record Variable(
            String name,
            @Nullable String value,
            @Nullable KeyReference secret,
            @Nullable KeyReference config) {}

    /** One key of a Secret or a ConfigMap. */
    public record KeyReference(String name, String key) {}

    /** Paths that the kubelet asks. */
    public record Probes(
            @Default("/health/live") String live, @Default("/health/ready") String ready) {}
}
