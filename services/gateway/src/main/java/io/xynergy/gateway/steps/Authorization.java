package io.xynergy.gateway.steps;

import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.auth.Refusal;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;

/** Refuses callers who lack what the route asks: roles, scopes, a tenant. */
final class Authorization implements RequestStep {

    @Override
    public Decision decide(Exchange exchange) {
        Principal caller = exchange.caller();
        Refusal refusal = caller == null ? null : exchange.access().refuses(caller);
        return refusal == null ? Decision.Pass.GO_ON : Authentication.refuse(refusal);
    }
}
