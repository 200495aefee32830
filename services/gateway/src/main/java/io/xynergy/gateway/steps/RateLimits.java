package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.limits.Limit;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.limits.Quota;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses who asks more often than the route's limits allow. */
final class RateLimits implements RequestStep {

    private final Limiter limiter;
    private final Limit[] limits;

    RateLimits(Limiter limiter, List<Limit> limits) {
        this.limiter = limiter;
        this.limits = limits.toArray(Limit[]::new);
    }

    @Override
    public Decision decide(Exchange exchange) {
        return accept(exchange, limiter.ask(limits, callers(exchange), System.nanoTime()));
    }

    @Override
    public Decision foresee(Exchange exchange) {
        return accept(exchange, limiter.foresee(limits, callers(exchange), System.nanoTime()));
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        Quota[] quotas = exchange.quotas();
        return quotas == null ? List.of() : Arrays.stream(quotas).map(RateLimits::reason).toList();
    }

    private static String reason(Quota quota) {
        Limit limit = quota.limit();
        String state =
                quota.allowed()
                        ? "leaves %d of %d".formatted(quota.remaining(), limit.burst())
                        : "wait %d s".formatted(quota.waitSeconds());
        String by = limit.by().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "%s: %s, by %s%s"
                .formatted(limit.name(), state, by, limit.isShadow() ? " (shadow)" : "");
    }

    private byte[][] callers(Exchange exchange) {
        var callers = new byte[limits.length][];
        for (int i = 0; i < limits.length; i++) {
            callers[i] = Callers.of(exchange, limits[i]);
        }
        return callers;
    }

    private static Decision accept(Exchange exchange, Quota[] quotas) {
        exchange.quotas(quotas);
        Quota longest = refusing(quotas);
        return longest == null ? Decision.Pass.GO_ON : refuse(longest);
    }

    /** Of those that refuse the one that takes longest; null: none does. */
    static @Nullable Quota refusing(Quota[] quotas) {
        Quota longest = null;
        for (Quota quota : quotas) {
            boolean refuses = !quota.allowed() && !quota.limit().isShadow();
            if (refuses && (longest == null || quota.waitNanos() > longest.waitNanos())) {
                longest = quota;
            }
        }
        return longest;
    }

    private static Decision refuse(Quota quota) {
        if (!quota.isKnown()) {
            String detail =
                    "%s; how many there were cannot be found out now"
                            .formatted(quota.limit().text());
            return Decision.Refuse.of(FailureKind.RATE_LIMIT_UNAVAILABLE, detail);
        }
        String detail =
                "%s; come back in %d s.".formatted(quota.limit().text(), quota.waitSeconds());
        byte[] line = Ascii.bytes("Retry-After: " + quota.waitSeconds() + "\r\n");
        return new Decision.Refuse(new Failure(FailureKind.RATE_LIMITED, detail), line);
    }
}
