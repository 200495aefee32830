package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Action;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.outcome.FailureKind;

/** What becomes of a request that no route takes. */
final class NoRoute implements Action.Local {

    @Override
    public Decision respond(Exchange exchange) {
        return Decision.Refuse.of(
                FailureKind.NO_ROUTE, "nothing matches " + exchange.head().path());
    }
}
