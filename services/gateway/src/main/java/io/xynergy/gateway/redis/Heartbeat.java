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
import org.jspecify.annotations.Nullable;

/**
 * Tells the other replicas that this one is there, once a second, which also shows whether Redis
 * responds, takes writes, and does so in time. It connects at first, and anew when that has failed
 * a few times: a server that went without a word keeps its connection.
 */
final class Heartbeat implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

    private static final long EVERY_MILLIS = 1000;
    private static final int BEFORE_RECONNECT = 3;

    /** A start waits no longer for Redis: to load its client, to connect and to ask. */
    private static final Duration FIRST = Duration.ofSeconds(2);

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

    /** Why Redis is not asked. */
    private volatile String problem = "it has not responded yet";

    private boolean connected;
    private int failures;

    /** What was reported last; null: nothing yet. */
    private @Nullable Boolean wasUp;

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

    /** Begins, and waits a little for the first beat: until then nothing is counted together. */
    void start() {
        var first = thread.submit(this::beat);
        try {
            first.get(FIRST.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // it goes on, and says so when it is known
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ =
                thread.scheduleWithFixedDelay(
                        this::beat, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    String problem() {
        return problem;
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
                connected = redis.reconnect();
                problem = connected ? problem : redis.problem();
                connected = connected && responds(RedisCounts.TIMEOUT);
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
        } catch (TimeoutException _) {
            problem = "no response within " + within.toMillis() + " ms";
            return false;
        } catch (ExecutionException e) {
            problem = Redis.reason(e);
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void report() {
        boolean up = availability.isUp();
        Boolean before = wasUp;
        if (before != null && up == before) {
            return;
        }
        wasUp = up;
        if (up) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "limits are counted in Redis, replicas known: {0}",
                    replicas);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "limits are counted by each process, replicas known: {0}; Redis: {1}",
                    replicas,
                    problem);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
