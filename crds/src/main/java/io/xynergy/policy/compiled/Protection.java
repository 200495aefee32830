package io.xynergy.policy.compiled;

import io.xynergy.policy.ServiceSpec;
import org.jspecify.annotations.Nullable;

/**
 * How a service's endpoints are chosen and spared; an absent part is off.
 *
 * @param hashOn set exactly when {@code balance} is HASH
 */
public record Protection(
        ServiceSpec.Balance balance,
        ServiceSpec.@Nullable HashOn hashOn,
        @Nullable Concurrency concurrency,
        @Nullable CircuitBreaker circuitBreaker,
        @Nullable Outlier outlier,
        @Nullable Health health) {

    public static final Protection NONE =
            new Protection(ServiceSpec.Balance.LEAST_REQUEST, null, null, null, null, null);

    /**
     * Requests in flight to the service per process.
     *
     * @param limit absent: learned
     */
    public record Concurrency(@Nullable Integer limit) {}

    /** Stops sending for a while after consecutive failures. */
    public record CircuitBreaker(int failures, long openMillis, int halfOpenRequests) {}

    /** Leaves out one endpoint that fails; maxEjected is a share from 0 to 1. */
    public record Outlier(int consecutiveErrors, long ejectMillis, double maxEjected) {}

    /** Asks each endpoint whether it is well. */
    public record Health(String path, long everyMillis) {}
}
