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
import java.util.List;
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
        var callers = new byte[limits.length][];
        for (int i = 0; i < limits.length; i++) {
            callers[i] = Callers.of(exchange, limits[i]);
        }
        Quota[] quotas = limiter.ask(limits, callers, System.nanoTime());
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
        String detail =
                "%s; come back in %d s.".formatted(quota.limit().text(), quota.waitSeconds());
        byte[] line = Ascii.bytes("Retry-After: " + quota.waitSeconds() + "\r\n");
        return new Decision.Refuse(new Failure(FailureKind.RATE_LIMITED, detail), line);
    }
}
