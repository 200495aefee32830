package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.outcome.FailureKind;
import java.util.List;

/** Refuses requests that come again and again. */
final class LoopGuard implements RequestStep {

    /** More gateways than anybody puts one behind the other. */
    private static final int MOST_PASSES = 10;

    @Override
    public Decision decide(Exchange exchange) {
        int passes = exchange.head().passes();
        return passes >= MOST_PASSES
                ? Decision.Refuse.of(FailureKind.LOOP, "it has been here " + passes + " times")
                : Decision.Pass.GO_ON;
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        int passes = exchange.head().passes();
        return List.of("it has been here %d times, of %d".formatted(passes, MOST_PASSES));
    }
}
