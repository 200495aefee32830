package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upstream: run by this policy, or an address of somebody else's.
 *
 * @param maxConnections per gateway pod, idle and busy together
 * @param allowLocalAddresses whether pods send to loopback, link-local and metadata addresses
 */
public record ServiceSpec(
        String name,
        @Nullable RunSpec run,
        @Nullable String url,
        @Nullable List<String> urls,
        @Nullable Tls tls,
        @Default("2s") Duration connectTimeout,
        @Default("1024") int maxConnections,
        @Nullable Concurrency concurrency,
        @Nullable CircuitBreaker circuitBreaker,
        @Nullable Outlier outlier,
        @Nullable Health health,
        @Default("LeastRequest") Balance balance,
        @Nullable HashOn hashOn,
        @Default("false") boolean allowLocalAddresses) {

    public ServiceSpec {
        urls = urls == null ? null : List.copyOf(urls);
    }

    /** How an https upstream is verified. */
    public record Tls(@Nullable Authority ca, @Nullable String serverName) {}

    /** Where the CA certificates are: the key {@code ca.crt} of a Secret or of a ConfigMap. */
    public record Authority(@Nullable String secret, @Nullable String config) {}

    /** Requests in flight to the service per gateway pod: a fixed number or one that is learned. */
    public record Concurrency(@Nullable Integer limit, @Nullable Boolean adaptive) {}

    /** Stops sending for a while after consecutive failures. */
    public record CircuitBreaker(
            @Default("5") int failures,
            @Default("60s") Duration openFor,
            @Default("1") int halfOpenRequests) {}

    /** Leaves out one endpoint that fails while others do not. */
    public record Outlier(
            @Default("5") int consecutiveErrors,
            @Default("30s") Duration ejectFor,
            @Default("50%") Percent maxEjected) {}

    /** Asks each endpoint whether it is well. */
    public record Health(String path, @Default("10s") Duration every) {}

    /** How an endpoint is chosen. */
    public enum Balance {
        LEAST_REQUEST,
        ROUND_ROBIN,
        HASH
    }

    /** What a request is hashed by; exactly one is set. */
    public record HashOn(
            @Nullable String header,
            @Nullable String cookie,
            @Nullable String query,
            @Nullable Caller by) {}

    /** A property of the caller. */
    public enum Caller {
        USER,
        TENANT,
        IP
    }
}
