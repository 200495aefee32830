package io.xynergy.gateway.redis;

import io.xynergy.kit.redis.Redis;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Tells the other replicas that this one is there, once a second, which also shows whether Redis
 * responds, takes writes, and does so in time. It connects at first, and anew when that has failed
 * a few times: a server that went without a word keeps its connection.
 */
final class Heartbeat implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

    private static final long EVERY_MILLIS = 1000;
    private static final int BEFORE_RECONNECT = 3;

    private final RedisCounts counts;
    private final Redis redis;
    private final Availability availability;
    private final Supplier<String> policy;
    private final Duration patience;
    private final String process = Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("redis-heartbeat").daemon().factory());

    private volatile int replicas = 1;
    private boolean connected;
    private int failures;
    private boolean wasUp;

    Heartbeat(
            RedisCounts counts,
            Redis redis,
            Availability availability,
            Supplier<String> policy,
            Duration patience) {
        this.counts = counts;
        this.redis = redis;
        this.availability = availability;
        this.policy = policy;
        this.patience = patience;
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::beat, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Replicas of the policy when they were counted last. */
    int replicas() {
        return replicas;
    }

    private void beat() {
        boolean good = false;
        try {
            if (!connected || failures >= BEFORE_RECONNECT) {
                failures = 0;
                // The first response comes late by what is loaded for it, here and there.
                connected = redis.reconnect() && responds(RedisCounts.TIMEOUT);
            }
            good = connected && responds(patience);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Redis was not asked: {0}", e.getClass());
        }
        failures = good ? 0 : failures + 1;
        availability.beat(good);
        report();
    }

    private boolean responds(Duration within) {
        String key = "xynergy:replicas:" + policy.get();
        var response = counts.run(Script.BEAT, key, process, Script.SERVER_TIME);
        try {
            List<Long> number = response.get(within.toNanos(), TimeUnit.NANOSECONDS);
            replicas = Math.max(1, Math.toIntExact(number.getFirst()));
            return true;
        } catch (TimeoutException | ExecutionException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void report() {
        boolean up = availability.isUp();
        if (up != wasUp) {
            wasUp = up;
            LOG.log(
                    System.Logger.Level.INFO,
                    up
                            ? "limits are counted in Redis, shared by {0} processes"
                            : "limits are counted by each process, as one of {0}: Redis does not"
                                    + " respond",
                    replicas);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
