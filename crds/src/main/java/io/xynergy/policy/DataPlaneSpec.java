package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data plane that serves a policy: how many pods, how large, and what each of them allows.
 *
 * @param concurrency requests in flight per pod
 * @param trustedProxies CIDR blocks whose forwarded headers are believed
 * @param drain longest time from SIGTERM to exit
 * @param tls absent: plain HTTP only
 * @param limits absent: the default of each
 */
public record DataPlaneSpec(
        @Nullable Integer replicas,
        @Nullable Autoscaling autoscaling,
        @Nullable Resources resources,
        @Nullable Integer concurrency,
        List<String> trustedProxies,
        @Default("25s") Duration drain,
        @Nullable Tls tls,
        @Nullable Limits limits) {

    public DataPlaneSpec {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * The largest heads that are read.
     *
     * @param requestLine method, target and version of a request
     * @param requestHead a request's head as a whole
     * @param requestFields field lines of a request
     * @param responseHead an upstream's head as a whole
     * @param responseFields field lines of an upstream's head
     */
    public record Limits(
            @Default("8Ki") ByteSize requestLine,
            @Default("16Ki") ByteSize requestHead,
            @Default("100") int requestFields,
            @Default("16Ki") ByteSize responseHead,
            @Default("100") int responseFields) {}

    /** The Secret with the listener's certificate. */
    public record Tls(String secret) {}
}
