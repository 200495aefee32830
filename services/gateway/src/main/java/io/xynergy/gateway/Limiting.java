package io.xynergy.gateway;

import io.xynergy.gateway.delivery.DeliveredEndpoints;
import io.xynergy.gateway.limits.LimitCounters;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.redis.RedisCounts;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a gateway counts requests: in Redis if it has one, and what it shows of that. */
final class Limiting implements AutoCloseable {

    private final Limiter limiter;
    private final @Nullable RedisCounts redis;

    private Limiting(Limiter limiter, @Nullable RedisCounts redis) {
        this.limiter = limiter;
        this.redis = redis;
    }

    /**
     * Prepares it. Redis's client is loaded only if there is an address.
     *
     * @param policy the name of the policy in force
     */
    static Limiting of(
            Optional<GatewayOptions.RedisOptions> options,
            Supplier<String> policy,
            DeliveredEndpoints delivered,
            Meters meters) {
        long heap = Runtime.getRuntime().maxMemory();
        if (options.isEmpty()) {
            return new Limiting(new Limiter(heap, delivered::replicas), null);
        }
        GatewayOptions.RedisOptions given = options.get();
        RedisCounts redis = RedisCounts.open(given.uri().text(), policy, given.patience(), meters);
        return new Limiting(new Limiter(heap, delivered::replicas, redis, given.patience()), redis);
    }

    Limiter limiter() {
        return limiter;
    }

    /** Looks for Redis; there is a configuration. */
    void start() {
        if (redis != null) {
            redis.start();
        }
    }

    CheckResult check() {
        return redis == null
                ? CheckResult.up(
                        "no Redis is configured: this process has 1/%d of each limit"
                                .formatted(limiter.replicas()))
                : redis.check();
    }

    void publish(Meters meters) {
        LimitCounters counters = limiter.counters();
        String name = "xynergy_gateway_rate_limited_total";
        String help =
                "Requests over a limit: refused, or let through by one that is a shadow; or denied"
                        + " because Redis was away";
        meters.counter(name, help, Labels.of("result", "refused"), counters::refusals);
        meters.counter(name, help, Labels.of("result", "shadow"), counters::overShadows);
        meters.counter(name, help, Labels.of("result", "denied"), counters::denials);
        meters.counter(
                "xynergy_gateway_rate_limit_displaced_total",
                "Callers whose place among those who are counted others took, with their counts",
                Labels.none(),
                limiter::displaced);
        meters.gauge(
                "xynergy_gateway_rate_limit_replicas",
                "Processes that share the limits, as far as this one knows",
                Labels.none(),
                limiter::replicas);
        if (redis == null) {
            meters.gauge(RedisCounts.MODE, RedisCounts.MODE_HELP, Labels.none(), () -> 0);
        } else {
            publishShared(meters, counters);
        }
    }

    private void publishShared(Meters meters, LimitCounters counters) {
        counter(
                meters,
                "leased_total",
                "Requests counted by units that were bought before",
                counters::fromLeases);
        counter(
                meters,
                "remembered_total",
                "Requests refused without asking Redis, as it had refused the caller for longer",
                counters::fromMemory);
        counter(meters, "waits_total", "Times that a request waited for Redis", counters::waits);
        counter(
                meters,
                "late_total",
                "Times that a request waited for Redis in vain",
                counters::waitsInVain);
        counter(
                meters,
                "by_share_total",
                "Requests counted by this process alone, as Redis was away",
                counters::byShare);
        counter(
                meters,
                "leases_displaced_total",
                "Callers whose units others displaced from this process's memory",
                limiter::leasesDisplaced);
    }

    private static void counter(Meters meters, String name, String help, LongSupplier value) {
        meters.counter("xynergy_gateway_rate_limit_" + name, help, Labels.none(), value);
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
        limiter.release();
    }
}
