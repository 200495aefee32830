package io.xynergy.crm.api;

import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The memory that bodies and pages may take together, so that many large ones at a time wait for
 * each other instead of ending the process.
 */
final class MemoryBudget {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final int UNIT = 1024;

    private final Semaphore free;
    private final int units;
    private final LongAdder refused = new LongAdder();

    MemoryBudget(long bytes) {
        units = Math.toIntExact(bytes / UNIT);
        free = new Semaphore(units, true);
    }

    void publish(Meters meters) {
        meters.gauge(
                "xynergy_crm_memory_budget_bytes",
                "Memory that requests may take together",
                Labels.none(),
                () -> (double) units * UNIT);
        meters.gauge(
                "xynergy_crm_memory_taken_bytes",
                "Memory that requests take at the moment, as far as it was foreseen",
                Labels.none(),
                () -> (double) (units - free.availablePermits()) * UNIT);
        meters.counter(
                "xynergy_crm_memory_refused_total",
                "Requests that were refused as they found no memory in time",
                Labels.none(),
                refused::sum);
    }

    /** A share without anything in it yet. */
    Share share() {
        return new Share();
    }

    /** What one request has taken. */
    final class Share implements AutoCloseable {

        private int taken;

        /**
         * Takes more, or gives back what is too much.
         *
         * @throws ProblemException 503 when there is not enough for two seconds
         */
        void resize(long bytes) {
            int wanted = (int) Math.min(units, (bytes + UNIT - 1) / UNIT);
            if (wanted > taken) {
                take(wanted - taken);
            } else {
                free.release(taken - wanted);
            }
            taken = wanted;
        }

        @Override
        public void close() {
            resize(0);
        }
    }

    private void take(int more) {
        try {
            if (free.tryAcquire(more, LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        refused.increment();
        throw new ProblemException(
                Problem.passing(503, "overloaded", "Too many large requests are being served."));
    }
}
