package io.xynergy.kit.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a process to Redis, which all threads share: to a server, to the master
 * that sentinels name, or to a Cluster.
 *
 * <p>It is made when it is first needed and made again when it breaks. While there is none,
 * commands fail at once instead of waiting in a queue; of a Cluster, those for a server that is
 * away wait for it within the timeout.
 */
public final class Redis implements AutoCloseable {

    private volatile String problem = "";
    private final ReentrantLock lock = new ReentrantLock();
    private final RedisLink link;
    private final LongAdder commands = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile RedisLink.@Nullable Connected connected;

    private Redis(RedisLink link) {
        this.link = link;
    }

    /**
     * Refuses what is no address of a Redis.
     *
     * @throws IllegalArgumentException with what was expected, and nothing of the address
     */
    public static void requireAddress(String uri) {
        var _ = RedisAddress.parse(uri, Duration.ofSeconds(1));
    }

    /**
     * Prepares a connection, whether or not the server can be reached now.
     *
     * @throws IllegalArgumentException when the address is none
     */
    public static Redis open(RedisSettings settings, Meters meters) {
        var redis = new Redis(new RedisLink(settings));
        meters.counter(
                "xynergy_redis_commands_total",
                "Commands for Redis",
                Labels.none(),
                redis.commands::sum);
        meters.counter(
                "xynergy_redis_failures_total",
                "Commands that Redis did not respond to, or refused",
                Labels.none(),
                redis.failures::sum);
        return redis;
    }

    /**
     * Sends a command and waits for its response, which is null where Redis has none.
     *
     * @throws ProblemException 503 when Redis cannot be reached or takes too long
     */
    public <T> @Nullable T call(
            Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
        commands.increment();
        try {
            return command.apply(connected().commands()).toCompletableFuture().join();
        } catch (CompletionException | RedisException e) {
            failures.increment();
            throw new ProblemException(
                    Problem.passing(503, "redis_unavailable", "Redis cannot be reached."), e);
        }
    }

    /**
     * Sends a command and never blocks: without a connection it has failed when this returns. The
     * result is completed by the connection's thread, which must not be kept.
     */
    public <T> CompletableFuture<T> send(
            Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
        commands.increment();
        RedisLink.Connected known = connected;
        CompletableFuture<T> sent;
        try {
            sent =
                    known == null
                            ? CompletableFuture.failedFuture(new RedisException("not connected"))
                            : command.apply(known.commands()).toCompletableFuture();
        } catch (RedisException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        return sent.whenComplete((_, failure) -> {
            if (failure != null) {
                failures.increment();
            }
        });
    }

    /**
     * Connects anew, also where a connection seems to be there: a server that has gone without a
     * word, or that is no master any more, keeps its connections. Blocks within the timeout.
     *
     * @return whether there is a connection now
     */
    public boolean reconnect() {
        lock.lock();
        try {
            RedisLink.Connected old = connected;
            connected = null;
            if (old != null) {
                var _ = old.connection().closeAsync();
            }
            connected = link.connect();
            return true;
        } catch (RedisException e) {
            failures.increment();
            problem = reason(e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Why the last {@link #reconnect} failed; empty: none has. */
    public String problem() {
        return problem;
    }

    /** A failure in words: the innermost cause says most, and none of them has a password. */
    public static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    /** Whether Redis answers. */
    public CheckResult check() {
        try {
            return "PONG".equals(call(RedisClusterAsyncCommands::ping))
                    ? CheckResult.up()
                    : CheckResult.down("a response that is none");
        } catch (ProblemException e) {
            return CheckResult.down(e.problem().message());
        }
    }

    @Override
    public void close() {
        link.close();
    }

    private RedisLink.Connected connected() {
        RedisLink.Connected known = connected;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            RedisLink.Connected made = connected;
            if (made == null) {
                made = link.connect();
                connected = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }
}
