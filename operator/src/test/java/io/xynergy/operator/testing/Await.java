package io.xynergy.operator.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must happen, with a bound that only a failure reaches. */
public final class Await {

    /** Generous, because a loaded machine is slow and only a failing test waits so long. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(5).toNanos();

    private Await() {}

    /** Returns when the condition holds; fails with what is said last otherwise. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        until(BOUND, what, condition);
    }

    /** The same with a bound of its own. */
    public static void until(Duration bound, Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not happen within " + bound + ": " + what.get());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
