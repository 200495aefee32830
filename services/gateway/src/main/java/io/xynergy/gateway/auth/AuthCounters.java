package io.xynergy.gateway.auth;

import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meter;
import io.xynergy.kit.metrics.Meters;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What is counted about tokens and keys. */
public final class AuthCounters {

    private static final String PREFIX = "xynergy_gateway_";

    private final Meters meters;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder refusedKeys = new LongAdder();
    private final Map<TokenFault, LongAdder> refusals = new EnumMap<>(TokenFault.class);

    public AuthCounters(Meters meters) {
        this.meters = meters;
        String name = PREFIX + "token_cache_total";
        String help = "Tokens looked for among those that were verified lately";
        meters.counter(name, help, Labels.of("result", "hit"), hits::sum);
        meters.counter(name, help, Labels.of("result", "miss"), misses::sum);
        meters.counter(
                PREFIX + "api_keys_refused_total",
                "API keys that were not believed",
                Labels.none(),
                refusedKeys::sum);
        for (TokenFault fault : TokenFault.values()) {
            var adder = new LongAdder();
            refusals.put(fault, adder);
            meters.counter(
                    PREFIX + "tokens_refused_total",
                    "Bearer tokens that were not believed, by reason",
                    Labels.of("reason", fault.name().toLowerCase(Locale.ROOT)),
                    adder::sum);
        }
    }

    void hit() {
        hits.increment();
    }

    void missed() {
        misses.increment();
    }

    /** Counts a refusal, if it is for what is wrong with a token. */
    Refusal refused(Refusal refusal) {
        TokenFault fault = refusal.fault();
        LongAdder adder = fault == null ? null : refusals.get(fault);
        if (adder != null) {
            adder.increment();
        }
        return refusal;
    }

    /** Counts an API key that is not believed. */
    Refusal refusedKey(Refusal refusal) {
        refusedKeys.increment();
        return refusal;
    }

    void watch(LongSupplier waiting, LongSupplier cached) {
        meters.gauge(
                PREFIX + "tokens_waiting",
                "Requests that wait for keys of an issuer",
                Labels.none(),
                waiting::getAsLong);
        meters.gauge(
                PREFIX + "token_cache_entries",
                "Verified tokens that are remembered",
                Labels.none(),
                cached::getAsLong);
    }

    /** Publishes what is counted about an issuer's keys, until the meters are closed. */
    List<Meter> publish(Issuer issuer) {
        String name = issuer.settings().name();
        IssuerKeys keys = issuer.keys();
        String fetches = PREFIX + "issuer_key_fetches_total";
        String help = "Fetches of an issuer's keys, by result";
        return List.of(
                meters.counter(
                        fetches, help, Labels.of("issuer", name, "result", "ok"), keys::fetches),
                meters.counter(
                        fetches,
                        help,
                        Labels.of("issuer", name, "result", "failed"),
                        keys::failedFetches),
                meters.gauge(
                        PREFIX + "issuer_keys_age_seconds",
                        "Time since an issuer's keys were fetched",
                        Labels.of("issuer", name),
                        keys::ageSeconds));
    }
}
