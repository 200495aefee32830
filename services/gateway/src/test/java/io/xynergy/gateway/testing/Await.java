package io.xynergy.gateway.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must happen, with a bound that only a failure reaches. */
public final class Await {

    /** Generous, because a loaded machine is slow and only a failing test waits so long. */
    public static final Duration BOUND = Duration.ofSeconds(10);

    private static final long LOOK_AGAIN_NANOS = 2_000_000;

    private Await() {}

    /** Lets time pass that what is tested counts. */
    public static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Returns when {@code condition} holds; fails with {@code what} when it never does. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** Returns when {@code condition} holds; fails with {@code what}, asked last, otherwise. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not happen within " + BOUND + ": " + what.get());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
