package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.ResponseStep;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.FieldFilter;
import io.xynergy.gateway.http.NamedFields;
import io.xynergy.gateway.http.ResponseDraft;
import io.xynergy.gateway.limits.Limit;
import io.xynergy.gateway.limits.Quota;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says what the limits have left for the caller, in the fields of
 * draft-ietf-httpapi-ratelimit-headers-10 and in those that were usual before it.
 */
final class RateLimitFields implements ResponseStep {

    /** An upstream's own would be taken for the gateway's. */
    private static final FieldFilter REPLACED =
            new NamedFields(
                    List.of(
                            "RateLimit",
                            "RateLimit-Policy",
                            "X-RateLimit-Limit",
                            "X-RateLimit-Remaining",
                            "X-RateLimit-Reset"));

    private final byte[] policy;

    RateLimitFields(List<Limit> limits) {
        this.policy =
                Ascii.bytes(
                        limits.stream()
                                .filter(limit -> !limit.isShadow())
                                .map(limit ->
                                        "\"%s\";q=%d;w=%d"
                                                .formatted(
                                                        limit.name(),
                                                        limit.requests(),
                                                        limit.seconds()))
                                .collect(Collectors.joining(", ", "RateLimit-Policy: ", "\r\n")));
    }

    @Override
    public void edit(Exchange exchange, ResponseDraft draft) {
        Quota[] quotas = exchange.quotas();
        if (quotas != null) {
            draft.drop(REPLACED).add(policy).add(lines(quotas));
        }
    }

    private static byte[] lines(Quota[] quotas) {
        var text = new StringBuilder("RateLimit: ");
        Quota tightest = null;
        for (Quota quota : quotas) {
            if (quota.limit().isShadow()) {
                continue;
            }
            if (tightest != null) {
                text.append(", ");
            }
            text.append('"').append(quota.limit().name()).append("\";r=").append(quota.remaining());
            text.append(";t=").append(reset(quota));
            if (tightest == null || quota.remaining() < tightest.remaining()) {
                tightest = quota;
            }
        }
        if (tightest == null) {
            return new byte[0];
        }
        text.append("\r\nX-RateLimit-Limit: ").append(tightest.limit().requests());
        text.append("\r\nX-RateLimit-Remaining: ").append(tightest.remaining());
        text.append("\r\nX-RateLimit-Reset: ").append(reset(tightest)).append("\r\n");
        return Ascii.bytes(text.toString());
    }

    /** It agrees with {@code Retry-After} where that is sent. */
    private static long reset(Quota quota) {
        return quota.allowed() ? quota.resetSeconds() : quota.waitSeconds();
    }
}
