package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.ResponseStep;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.FieldFilter;
import io.xynergy.gateway.http.NamedFields;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.ResponseDraft;
import io.xynergy.gateway.limits.Limit;
import io.xynergy.gateway.limits.Quota;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

    /** Of the names at the beginnings of the lines. */
    private static final int NAME = "RateLimit".length();

    private static final int OLD_NAME = "X-RateLimit-Limit".length();

    private static final byte[] RATE_LIMIT = Ascii.bytes("RateLimit: ");
    private static final byte[] COMMA = Ascii.bytes(", ");
    private static final byte[] TIME = Ascii.bytes(";t=");
    private static final byte[] LIMIT = Ascii.bytes("X-RateLimit-Limit: ");
    private static final byte[] NOTHING = {};
    private static final byte[] REMAINING = Ascii.bytes("\r\nX-RateLimit-Remaining: ");
    private static final byte[] RESET = Ascii.bytes("\r\nX-RateLimit-Reset: ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");

    private final byte[] policy;

    /** Each limit's name up to the number that is left. */
    private final byte[][] names;

    RateLimitFields(List<Limit> limits) {
        this.names =
                limits.stream()
                        .map(limit -> Ascii.bytes('"' + limit.name() + "\";r="))
                        .toArray(byte[][]::new);
        this.policy =
                Ascii.bytes(
                        limits.stream()
                                .filter(Limit::isShown)
                                .map(limit ->
                                        "\"%s\";q=%d;w=%d"
                                                .formatted(
                                                        limit.name(),
                                                        limit.burst(),
                                                        limit.seconds()))
                                .collect(Collectors.joining(", ", "RateLimit-Policy: ", "\r\n")));
    }

    @Override
    public void edit(Exchange exchange, ResponseDraft draft) {
        Quota[] quotas = exchange.quotas();
        if (quotas == null) {
            return;
        }
        boolean named = !draft.drops(RATE_LIMIT, 0, NAME); // else the policy says it otherwise
        boolean old = !draft.drops(LIMIT, 0, OLD_NAME);
        draft.drop(REPLACED);
        try (Output out = exchange.context().buffers().takeOutput()) {
            if (named) {
                out.put(policy);
                write(quotas, out);
            }
            if (old) {
                writeOld(shown(quotas), out);
            }
            draft.add(Arrays.copyOf(out.bytes(), out.size()));
        }
    }

    private void write(Quota[] quotas, Output out) {
        out.put(RATE_LIMIT);
        boolean first = true;
        for (int i = 0; i < quotas.length; i++) {
            Quota quota = quotas[i];
            if (quota.limit().isShown()) {
                out.put(first ? NOTHING : COMMA);
                out.put(names[i]).putDecimal(quota.remaining()).put(TIME).putDecimal(reset(quota));
                first = false;
            }
        }
        out.put(CRLF);
    }

    private static void writeOld(Quota quota, Output out) {
        out.put(LIMIT).putDecimal(quota.limit().burst());
        out.put(REMAINING).putDecimal(quota.remaining());
        out.put(RESET).putDecimal(reset(quota)).put(CRLF);
    }

    /** The limit that refuses, or the one that is the next to. */
    private static Quota shown(Quota[] quotas) {
        Quota shown = RateLimits.refusing(quotas);
        if (shown != null && shown.limit().isShown()) {
            return shown;
        }
        shown = null;
        for (Quota quota : quotas) {
            boolean counts = quota.limit().isShown();
            if (counts && (shown == null || quota.remaining() < shown.remaining())) {
                shown = quota;
            }
        }
        return Objects.requireNonNull(shown, "a limit that is shown");
    }

    /** It agrees with {@code Retry-After} where that is sent. */
    private static long reset(Quota quota) {
        return quota.allowed() ? quota.resetSeconds() : quota.waitSeconds();
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        return exchange.quotas() == null
                ? List.of("says nothing, as nothing was counted")
                : List.of("says what the limits have left: RateLimit, X-RateLimit-*");
    }
}
