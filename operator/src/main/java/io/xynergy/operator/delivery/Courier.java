package io.xynergy.operator.delivery;

import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.net.URI;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Carries all deliveries, so many at a time and no more, on virtual threads. */
final class Courier implements AutoCloseable {

    /** Requests that are under way at the same time. */
    private static final int MOST = 128;

    private final AdminClient client;
    private final LongSupplier nanos;
    private final DoubleSupplier random;
    private final Semaphore free = new Semaphore(MOST, true);
    private final LongAdder inForce = new LongAdder();
    private final LongAdder later = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("delivery-timer").daemon().factory());

    /**
     * A courier.
     *
     * @param random from 0 to 1
     */
    Courier(AdminClient client, LongSupplier nanos, DoubleSupplier random, Meters meters) {
        this.client = client;
        this.nanos = nanos;
        this.random = random;
        publish(meters, "in_force", inForce);
        publish(meters, "later", later);
        publish(meters, "refused", refused);
        publish(meters, "failed", failed);
        meters.gauge(
                "xynergy_operator_deliveries_under_way",
                "Deliveries that wait for a response",
                Labels.none(),
                () -> MOST - free.availablePermits());
    }

    private static void publish(Meters meters, String result, LongAdder adder) {
        meters.counter(
                "xynergy_operator_deliveries_total",
                "Deliveries to pods, by what became of them",
                Labels.of("result", result),
                adder::sum);
    }

    long nanos() {
        return nanos.getAsLong();
    }

    double jitter() {
        return random.getAsDouble();
    }

    /** Runs work on a thread of its own after a pause. */
    void after(long pauseNanos, Runnable work) {
        if (pauseNanos == 0) {
            Thread.ofVirtual().name("delivery").start(work);
        } else {
            var _ =
                    timer.schedule(
                            () -> Thread.ofVirtual().name("delivery").start(work),
                            pauseNanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    PodResponse put(URI admin, Document document, byte[] key) throws InterruptedException {
        free.acquire();
        try {
            PodResponse response = client.put(admin, document, key);
            counter(response).increment();
            return response;
        } finally {
            free.release();
        }
    }

    /** What a pod has answered so far; empty: it does not say. */
    Optional<RequestCounts> counts(URI admin) throws InterruptedException {
        free.acquire();
        try {
            return client.counts(admin);
        } finally {
            free.release();
        }
    }

    /** On which day each API key was used last, as a pod knows it. */
    Map<String, LocalDate> keyUses(URI admin) throws InterruptedException {
        free.acquire();
        try {
            return client.keyUses(admin);
        } finally {
            free.release();
        }
    }

    private LongAdder counter(PodResponse response) {
        return switch (response) {
            case PodResponse.InForce _ -> inForce;
            case PodResponse.Later _ -> later;
            case PodResponse.Refused _ -> refused;
            case PodResponse.Failed _ -> failed;
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
    }
}
