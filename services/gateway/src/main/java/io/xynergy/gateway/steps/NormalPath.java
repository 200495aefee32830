package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.http.PathRefusal;
import io.xynergy.gateway.outcome.FailureKind;
import java.util.List;

/** Brings the path into its one form, before anything looks at it. */
final class NormalPath implements RequestStep {

    @Override
    public Decision decide(Exchange exchange) {
        boolean remember = exchange.snapshot().routes().keepsPaths();
        PathRefusal refusal = exchange.head().normalizePath(remember);
        return refusal == null
                ? Decision.Pass.GO_ON
                : Decision.Refuse.of(FailureKind.BAD_PATH, "It " + refusal.message() + ".");
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        return List.of(exchange.head().path());
    }
}
