package io.xynergy.kit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a process to Redis, which all threads share.
 *
 * <p>It is made when it is first needed and made again when it breaks. While there is none,
 * commands fail at once instead of waiting in a queue.
 */
public final class Redis implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final RedisClient client;
    private final RedisURI uri;
    private final LongAdder commands = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    private Redis(RedisSettings settings, RedisURI uri) {
        this.uri = uri;
        client = RedisClient.create(uri);
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(settings.waiting())
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(settings.timeout())
                                        .tcpNoDelay(true)
                                        .keepAlive(true)
                                        .build())
                        .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                        .build());
    }

    /**
     * Prepares a connection, whether or not the server can be reached now.
     *
     * @throws IllegalArgumentException when the address is none
     */
    public static Redis open(RedisSettings settings, Meters meters) {
        RedisURI uri;
        try {
            uri = RedisURI.create(settings.uri().text());
        } catch (IllegalArgumentException _) {
            // the library's message repeats the address, which may hold a password
            throw new IllegalArgumentException("expected redis://:password@host:port/database");
        }
        uri.setTimeout(settings.timeout());
        var redis = new Redis(settings, uri);
        meters.counter(
                "xynergy_redis_commands_total",
                "Commands for Redis",
                Labels.none(),
                redis.commands::sum);
        meters.counter(
                "xynergy_redis_failures_total",
                "Commands that Redis did not respond to",
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
            Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        commands.increment();
        try {
            return command.apply(connected().async()).toCompletableFuture().join();
        } catch (CompletionException | RedisException e) {
            failures.increment();
            throw new ProblemException(
                    Problem.passing(503, "redis_unavailable", "Redis cannot be reached."), e);
        }
    }

    /** Whether Redis answers. */
    public CheckResult check() {
        try {
            return "PONG".equals(call(RedisAsyncCommands::ping))
                    ? CheckResult.up()
                    : CheckResult.down("a response that is none");
        } catch (ProblemException e) {
            return CheckResult.down(e.problem().message());
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }

    private StatefulRedisConnection<String, String> connected() {
        StatefulRedisConnection<String, String> known = connection;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            StatefulRedisConnection<String, String> made = connection;
            if (made == null) {
                made = client.connect(uri);
                connection = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }
}
