package io.xynergy.gateway.auth;

import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Signs who callers are, so that services believe the gateway alone.
 *
 * <p>A proof is made once for a remembered caller, on a few threads of its own, and again when half
 * of its life is over, while requests still use the one before. Only a caller without a proof
 * waits. How many are made at once, how many wait and how long have bounds; who has no proof then
 * is told to come again, and is never forwarded without one.
 */
public final class CallerProofs implements AutoCloseable {

    /** Callers whose proofs are to be made. */
    static final int QUEUE = 1024;

    /** Requests that wait for a proof; each holds its head's buffer. */
    static final int WAITING = 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_SECONDS = 1;

    private final SigningKeys keys;
    private final InstantSource clock;
    private final Semaphore waiting = new Semaphore(WAITING);
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor looks;
    private final LongAdder made = new LongAdder();
    private final LongAdder refused = new LongAdder();

    private CallerProofs(SigningKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        int most = Runtime.getRuntime().availableProcessors();
        this.threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE),
                        Thread.ofPlatform().name("proofs-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        this.looks =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("identity-keys").daemon().factory());
    }

    /**
     * Signs with the keys of a file, which is followed.
     *
     * @throws IOException if it has no keys
     */
    public static CallerProofs open(Path file, InstantSource clock) throws IOException {
        CallerProofs proofs = unwatched(file, clock);
        var _ =
                proofs.looks.scheduleWithFixedDelay(
                        proofs.keys::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return proofs;
    }

    /** The same without a look at the file. */
    static CallerProofs unwatched(Path file, InstantSource clock) throws IOException {
        return new CallerProofs(SigningKeys.open(file, clock), clock);
    }

    SigningKeys keys() {
        return keys;
    }

    /** Publishes what is counted. */
    public void publish(Meters meters) {
        String name = "xynergy_gateway_identity_proofs_total";
        String help = "Signatures over callers: made, or refused for want of room or time";
        meters.counter(name, help, Labels.of("result", "made"), made::sum);
        meters.counter(name, help, Labels.of("result", "refused"), refused::sum);
        meters.gauge(
                "xynergy_gateway_identity_proofs_waiting",
                "Requests that wait for the signature over their caller",
                Labels.none(),
                () -> WAITING - waiting.availablePermits());
    }

    /** Whether the keys can be read. */
    public CheckResult health() {
        return keys.health();
    }

    /** The public keys as a document for services; shared, so not to be changed. */
    public byte[] publicKeys() {
        return keys.current().publicDocument();
    }

    /** The caller, who has a proof then; or a refusal. */
    Verdict prove(Principal caller) {
        CallerProof proof = caller.proof();
        SigningKeys.Known known = keys.current();
        long now = clock.millis();
        if (proof != null && proof.isFresh(known, now)) {
            return caller;
        }
        FutureTask<?> making = begin(caller);
        if (proof != null && proof.isUsable(known, now)) {
            return caller;
        }
        if (making == null || !await(making) || !isProven(caller)) {
            refused.increment();
            return Refusal.NO_PROOF;
        }
        return caller;
    }

    private boolean isProven(Principal caller) {
        CallerProof proof = caller.proof();
        return proof != null && proof.isUsable(keys.current(), clock.millis());
    }

    /** The one task that makes a caller's proof; null: there is no room for it. */
    private @Nullable FutureTask<?> begin(Principal caller) {
        var task = new FutureTask<@Nullable Void>(() -> make(caller), null);
        FutureTask<?> other = caller.making(task);
        if (other != null) {
            return other;
        }
        try {
            threads.execute(task);
            return task;
        } catch (RejectedExecutionException _) {
            caller.made();
            task.cancel(false); // for those who found it
            return null;
        }
    }

    private void make(Principal caller) {
        try {
            SigningKeys.Known known = keys.current();
            long now = clock.millis();
            CallerProof before = caller.proof();
            if (before == null || !before.isFresh(known, now)) {
                caller.proof(CallerProof.make(known.signer(), caller.lines(), now));
                made.increment();
            }
        } finally {
            caller.made();
        }
    }

    private boolean await(FutureTask<?> making) {
        if (!waiting.tryAcquire()) {
            return false;
        }
        try {
            making.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | CancellationException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            waiting.release();
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        threads.shutdownNow();
    }
}
