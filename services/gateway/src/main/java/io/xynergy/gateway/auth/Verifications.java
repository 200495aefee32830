package io.xynergy.gateway.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens on a few threads of its own, while the requests that brought them wait.
 *
 * <p>How many verify at once, how many wait for that, how many wait for keys, and how long, all
 * have bounds; beyond them a request is told to come again.
 */
final class Verifications implements AutoCloseable {

    /** Requests that wait, for a thread or for keys, beside those that threads work for. */
    static final int QUEUE = 1024;

    /** Bytes of the tokens of all that wait: a heap may be no larger than 64 MiB. */
    static final int MOST_BYTES = 4 << 20;

    /** Requests that wait for keys; each holds its head's buffer. */
    static final int WAITING = 256;

    /** One before keys come, one after, one after they came again for a key that was missing. */
    private static final int LOOKS = 4;

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Duration patience;
    private final AuthCounters counters;

    /**
     * Requests that are let in. A request that waited for keys looks again, so it is counted once
     * and keeps its place; the queue of the threads is no longer than this.
     */
    private final Semaphore places;

    private final Semaphore bytes = new Semaphore(MOST_BYTES);
    private final Semaphore waiting = new Semaphore(WAITING);
    private final ThreadPoolExecutor threads;
    private final AtomicReference<@Nullable TokenCache> cache = new AtomicReference<>();

    /**
     * Begins with nothing remembered.
     *
     * @param clock for what tokens say of times
     * @param nanos for how long things take
     * @param patience how long a request waits at most, keys included
     */
    Verifications(
            InstantSource clock, LongSupplier nanos, Duration patience, AuthCounters counters) {
        this.clock = clock;
        this.nanos = nanos;
        this.patience = patience;
        this.counters = counters;
        int most = Runtime.getRuntime().availableProcessors();
        places = new Semaphore(most + QUEUE);
        threads =
                new ThreadPoolExecutor(
                        most,
                        most,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("tokens-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        counters.watch(() -> WAITING - waiting.availablePermits(), this::cached);
    }

    /** Absent until the first token was verified. */
    @Nullable TokenCache cache() {
        return cache.get();
    }

    private long cached() {
        TokenCache current = cache.get();
        return current == null ? 0 : current.size();
    }

    /** Verifies a token that is not in the cache; waits for a bounded time. */
    Verdict verify(byte[] token, TokenDigest digest, RouteAccess access) {
        if (!places.tryAcquire()) {
            return Refusal.TOO_MANY;
        }
        try {
            if (!bytes.tryAcquire(token.length)) {
                return Refusal.TOO_MANY;
            }
            try {
                return verifyWithin(token, digest, access);
            } finally {
                bytes.release(token.length);
            }
        } finally {
            places.release();
        }
    }

    private Verdict verifyWithin(byte[] token, TokenDigest digest, RouteAccess access) {
        long deadline = nanos.getAsLong() + patience.toNanos();
        for (int look = 0; look < LOOKS; look++) {
            var task = new FutureTask<>(() -> look(token, digest, access));
            threads.execute(task);
            switch (await(task, deadline)) {
                case null -> {
                    threads.remove(task); // if it still waits there, nobody waits for it
                    return Refusal.TOO_MANY;
                }
                case VerifiedToken verified -> {
                    return verified.caller();
                }
                case Refusal refusal -> {
                    return counters.refused(refusal);
                }
                case Verification.KeysNeeded(var fetched) -> {
                    if (!awaitKeys(fetched, deadline)) {
                        return Refusal.unavailable("the issuer's keys do not come in time");
                    }
                }
            }
        }
        return Refusal.unavailable("the issuer's keys change too often");
    }

    /** One look at a token, on a thread that may be busy or block for a moment. */
    private Verification look(byte[] bytes, TokenDigest digest, RouteAccess access) {
        UnverifiedToken token = UnverifiedToken.read(bytes);
        if (token == null) {
            return Refusal.of(TokenFault.MALFORMED);
        }
        RouteAccess.Choice chosen = access.issuerOf(token.claims());
        if (chosen == null) {
            return Refusal.of(TokenFault.ISSUER);
        }
        long now = clock.millis();
        Verification verification = chosen.issuer().verify(token, chosen.others(), now);
        if (verification instanceof VerifiedToken verified && now < verified.expiresMillis()) {
            remember(digest, verified);
        }
        return verification;
    }

    /** Makes the cache with its first entry: not by a core, and not by a gateway without tokens. */
    private void remember(TokenDigest digest, VerifiedToken verified) {
        TokenCache current = cache.get();
        if (current == null) {
            var made = new TokenCache(nanos);
            TokenCache other = cache.compareAndExchange(null, made);
            current = other == null ? made : other;
        }
        current.put(digest, verified);
    }

    private boolean awaitKeys(CompletableFuture<Void> fetched, long deadline) {
        if (!waiting.tryAcquire()) {
            return false;
        }
        try {
            await(fetched, deadline);
            return fetched.isDone();
        } finally {
            waiting.release();
        }
    }

    /** The result; null if it did not come in time. */
    private <T> @Nullable T await(Future<T> future, long deadline) {
        try {
            long left = Math.max(0, deadline - nanos.getAsLong());
            return future.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
