package io.xynergy.gateway.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.xynergy.gateway.limits.Grant;
import io.xynergy.gateway.limits.Price;
import io.xynergy.gateway.limits.SharedCounts;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.redis.Redis;
import io.xynergy.kit.redis.RedisSettings;
import io.xynergy.kit.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The counts in Redis, over one connection of the process. */
public final class RedisCounts implements SharedCounts, AutoCloseable {

    /** The metric that says how limits are counted. */
    public static final String MODE = "xynergy_gateway_rate_limit_shared";

    /** What it means. */
    public static final String MODE_HELP =
            "1 while limits are counted in Redis, 0 while each process has its share";

    /** Of connecting, and of a command whose result still counts. */
    static final Duration TIMEOUT = Duration.ofMillis(500);

    /** Commands in flight, of a hundred bytes or a few: one for each caller that is asked for. */
    private static final int WAITING = 4096;

    private final Redis redis;
    private final Availability availability;
    private final Heartbeat heartbeat;
    private final LongSupplier nanos;
    private final long patience;

    private RedisCounts(
            Redis redis, Supplier<String> policy, LongSupplier nanos, Duration patience) {
        this.redis = redis;
        this.nanos = nanos;
        this.availability = new Availability(nanos);
        this.patience = patience.toNanos();
        this.heartbeat = new Heartbeat(this, redis, availability, policy, patience);
    }

    /**
     * Prepares to look for Redis.
     *
     * @param uri where it is
     * @param policy whose replicas are counted; asked once it was started
     * @param patience within which a response is of use
     * @throws IllegalArgumentException when the address is none; the message does not repeat it
     */
    public static RedisCounts open(
            String uri, Supplier<String> policy, Duration patience, Meters meters) {
        var settings = new RedisSettings(new Secret(uri), TIMEOUT, WAITING);
        var counts =
                new RedisCounts(Redis.open(settings, meters), policy, System::nanoTime, patience);
        meters.gauge(MODE, MODE_HELP, Labels.none(), () -> counts.isUp() ? 1 : 0);
        return counts;
    }

    /** Looks for Redis, from then on in the background. */
    public void start() {
        heartbeat.start();
    }

    @Override
    public boolean isUp() {
        return availability.isUp();
    }

    @Override
    public int replicas() {
        return heartbeat.replicas();
    }

    @Override
    public CompletableFuture<Grant> take(Price price, String key, int want) {
        long sent = nanos.getAsLong();
        return run(
                        Script.TAKE,
                        key,
                        Long.toString(price.emission()),
                        Long.toString(price.tolerance()),
                        Integer.toString(want),
                        Script.SERVER_TIME)
                .handle((result, failure) -> {
                    boolean good = failure == null && nanos.getAsLong() - sent <= patience;
                    if (good) {
                        availability.responded();
                    } else {
                        availability.failed();
                    }
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return grant(result);
                });
    }

    static Grant grant(List<Long> result) {
        return new Grant(
                result.get(0).intValue(),
                Price.nanos(result.get(1)),
                Price.nanos(result.get(2)),
                result.get(3));
    }

    @Override
    public void giveBack(Price price, String key, int units, long mark) {
        var _ =
                run(
                        Script.GIVE_BACK,
                        key,
                        Long.toString(price.emission()),
                        Integer.toString(units),
                        Long.toString(mark),
                        Script.SERVER_TIME);
    }

    @Override
    public void late() {
        availability.failed();
    }

    /** Says whether limits are counted together, for the report of the process's health. */
    public CheckResult check() {
        return isUp()
                ? CheckResult.up()
                : CheckResult.degraded(
                        "limits are counted by each process; Redis: " + heartbeat.problem());
    }

    /** A list of numbers, or the failure. A server that has not seen the script gets it. */
    CompletableFuture<List<Long>> run(Script script, String key, String... arguments) {
        String[] keys = {key};
        return redis.<List<Long>>send(commands ->
                        commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments))
                .exceptionallyCompose(failure ->
                        cause(failure) instanceof RedisNoScriptException
                                ? redis.<List<Long>>send(commands ->
                                        commands.eval(
                                                script.text(),
                                                ScriptOutputType.MULTI,
                                                keys,
                                                arguments))
                                : CompletableFuture.failedFuture(failure));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    @Override
    public void close() {
        heartbeat.close();
        redis.close();
    }
}
