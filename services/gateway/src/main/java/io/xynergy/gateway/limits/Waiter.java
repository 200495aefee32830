package io.xynergy.gateway.limits;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a request waits. */
@FunctionalInterface
interface Waiter {

    /** On the request's own virtual thread, which gives its core away meanwhile. */
    Waiter PARKED =
            (done, nanos) -> {
                try {
                    return done.get(nanos, TimeUnit.NANOSECONDS);
                } catch (TimeoutException _) {
                    return false;
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return false;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            };

    /** Whether the call came to an end in time, and a good one. */
    boolean await(CompletableFuture<Boolean> done, long nanos);
}
