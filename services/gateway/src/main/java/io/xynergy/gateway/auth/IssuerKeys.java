package io.xynergy.gateway.auth;

import io.xynergy.kit.health.CheckResult;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer, fetched when a token first needs them and kept up to date while tokens
 * come.
 *
 * <p>A set is fetched again in the background before it expires. A set that expired unused is not
 * believed until it was fetched again, as the issuer may have taken keys back; but while the issuer
 * cannot be reached the old set serves on, for {@link #OUTAGE}. A key that is not in the set makes
 * it be fetched again, at most once in {@link #UNKNOWN_KEY_PAUSE}. There is never more than one
 * fetch under way. For threads that may block for a moment, so not for those of a core.
 */
final class IssuerKeys {

    static final Duration UNKNOWN_KEY_PAUSE = Duration.ofSeconds(30);

    /** How long an expired set is used while no other can be had. */
    static final Duration OUTAGE = Duration.ofHours(12);

    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final KeySource source;
    private final Executor fetchers;
    private final LongSupplier nanos;
    private final LongAdder fetched = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();

    // All below is guarded by the lock; times are of the nanosecond clock.
    private @Nullable KeySet keys;
    private long fetchedAt;
    private long dueAt;
    private long expiresAt;
    private long nextAttempt;
    private long nextForUnknownKey;
    private int failures;
    private String reason = "";
    private @Nullable CompletableFuture<Void> running;

    /** What is known of a token's key. */
    sealed interface Lookup permits KeySet.Candidates, Pending, Absent {}

    /** Ask again when this completes. */
    record Pending(CompletableFuture<Void> fetched) implements Lookup {}

    /** It is not there, for now. */
    enum Absent implements Lookup {
        /** The issuer has no such key. */
        UNKNOWN,
        /** Nobody knows, because the issuer cannot be reached. */
        UNAVAILABLE
    }

    IssuerKeys(String name, KeySource source, Executor fetchers, LongSupplier nanos) {
        this.name = name;
        this.source = source;
        this.fetchers = fetchers;
        this.nanos = nanos;
        this.nextAttempt = nanos.getAsLong();
        this.nextForUnknownKey = nextAttempt;
    }

    /**
     * Looks for the keys that a token may be signed with, and begins to fetch keys where that is
     * needed.
     */
    Lookup find(@Nullable String id, String algorithm) {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            KeySet set = usable(now);
            if (set == null) {
                return fetchOr(Absent.UNAVAILABLE, now);
            }
            boolean expired = now - expiresAt >= 0;
            if (expired && failures == 0) {
                return fetchOr(Absent.UNAVAILABLE, now);
            }
            if (now - dueAt >= 0 && running == null && now - nextAttempt >= 0) {
                CompletableFuture<Void> ignored = fetch(); // what there is will do meanwhile
            }
            KeySet.Candidates found = set.find(id, algorithm);
            return found == null ? unknown(now) : found;
        } finally {
            lock.unlock();
        }
    }

    /** What to do about a token whose key is not in the set: it may have come since. */
    Lookup missing() {
        lock.lock();
        try {
            return unknown(nanos.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable KeySet usable(long now) {
        if (keys != null && now - expiresAt >= OUTAGE.toNanos()) {
            keys = null;
        }
        return keys;
    }

    private Lookup unknown(long now) {
        Absent otherwise = failures > 0 ? Absent.UNAVAILABLE : Absent.UNKNOWN;
        if (running == null && now - nextForUnknownKey < 0) {
            return otherwise;
        }
        Lookup lookup = fetchOr(otherwise, now);
        if (lookup instanceof Pending) {
            nextForUnknownKey = now + UNKNOWN_KEY_PAUSE.toNanos();
        }
        return lookup;
    }

    private Lookup fetchOr(Absent otherwise, long now) {
        if (running == null && now - nextAttempt < 0) {
            return otherwise;
        }
        return new Pending(fetch());
    }

    /** The fetch that is under way, or a new one. */
    private CompletableFuture<Void> fetch() {
        CompletableFuture<Void> current = running;
        if (current != null) {
            return current;
        }
        var done = new CompletableFuture<Void>();
        running = done;
        try {
            fetchers.execute(() -> fetchNow(done));
        } catch (RejectedExecutionException e) {
            failed("the gateway is stopping");
            done.complete(null);
        }
        return done;
    }

    private void fetchNow(CompletableFuture<Void> done) {
        try {
            succeeded(source.fetch());
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "keys of issuer " + name, e);
            failed("it failed; the log says why");
        } finally {
            done.complete(null);
        }
    }

    private void succeeded(KeySource.Fetched result) {
        lock.lock();
        try {
            if (failures > 0) {
                LOG.log(System.Logger.Level.INFO, "keys of issuer {0} are there again", name);
            }
            long fresh = result.freshFor().toNanos();
            fetchedAt = nanos.getAsLong();
            dueAt = fetchedAt + fresh - fresh / 5;
            expiresAt = fetchedAt + fresh;
            nextAttempt = fetchedAt;
            keys = result.keys();
            failures = 0;
            running = null;
            fetched.increment();
        } finally {
            lock.unlock();
        }
    }

    private void failed(String why) {
        lock.lock();
        try {
            if (failures == 0 || !why.equals(reason)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "keys of issuer {0} cannot be fetched: {1}",
                        name,
                        why);
            }
            long pause = FIRST_RETRY_NANOS << Math.min(failures, 5);
            nextAttempt = nanos.getAsLong() + Math.min(pause, LONGEST_RETRY_NANOS);
            failures++;
            reason = why;
            running = null;
            failed.increment();
        } finally {
            lock.unlock();
        }
    }

    /** Fetches the keys if nobody has tried yet, and waits a bounded time for them. */
    void probe(Duration bound) {
        CompletableFuture<Void> fetching;
        lock.lock();
        try {
            if (keys != null || failures > 0) {
                return;
            }
            fetching = fetch();
        } finally {
            lock.unlock();
        }
        try {
            fetching.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // What is known by then is what is said.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it is never completed that way
        }
    }

    /** What operators are told. */
    CheckResult health() {
        lock.lock();
        try {
            if (failures == 0) {
                return running != null && keys == null
                        ? CheckResult.degraded("its keys are being fetched")
                        : CheckResult.up();
            }
            // Anybody may ask, and where the issuer is concerns operators alone.
            return CheckResult.degraded(
                    keys == null
                            ? "it has no keys; the log says why"
                            : "it cannot be reached, its old keys serve; the log says why");
        } finally {
            lock.unlock();
        }
    }

    /** Why there are no keys, for operators. */
    String reason() {
        lock.lock();
        try {
            return "keys of issuer " + name + ": " + reason;
        } finally {
            lock.unlock();
        }
    }

    /** Seconds since the keys were fetched; NaN without any. */
    double ageSeconds() {
        lock.lock();
        try {
            return keys == null ? Double.NaN : (nanos.getAsLong() - fetchedAt) / 1e9;
        } finally {
            lock.unlock();
        }
    }

    long fetches() {
        return fetched.sum();
    }

    long failedFetches() {
        return failed.sum();
    }
}
