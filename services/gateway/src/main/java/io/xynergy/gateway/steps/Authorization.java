package io.xynergy.gateway.steps;

import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.auth.Refusal;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import java.util.ArrayList;
import java.util.List;

/** Refuses callers who lack what the route asks: roles, scopes, a tenant. */
final class Authorization implements RequestStep {

    @Override
    public Decision decide(Exchange exchange) {
        Principal caller = exchange.caller();
        Refusal refusal = caller == null ? null : exchange.access().refuses(caller);
        return refusal == null ? Decision.Pass.GO_ON : Authentication.refuse(refusal);
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        if (exchange.caller() == null) {
            return List.of("nobody is known, so nothing is asked of them");
        }
        List<String> roles = exchange.access().roles();
        List<String> scopes = exchange.access().scopes();
        List<String> reasons = new ArrayList<>();
        if (!roles.isEmpty()) {
            reasons.add("one role of " + String.join(", ", roles));
        }
        if (!scopes.isEmpty()) {
            reasons.add("every scope of " + String.join(", ", scopes));
        }
        return reasons.isEmpty() ? List.of("the route asks for no role and no scope") : reasons;
    }
}
