package io.xynergy.gateway.steps;

import io.xynergy.gateway.auth.Anonymous;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.auth.Refusal;
import io.xynergy.gateway.auth.Verdict;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import java.util.List;

/** Finds out who sends a request, as the route asks. */
final class Authentication implements RequestStep {

    private final Authenticator authenticator;

    Authentication(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Decision decide(Exchange exchange) {
        return accept(
                exchange,
                authenticator.check(
                        exchange.head().fields(), exchange.access(), exchange.context().buffers()));
    }

    @Override
    public Decision foresee(Exchange exchange) {
        return accept(
                exchange,
                authenticator.look(
                        exchange.head().fields(), exchange.access(), exchange.context().buffers()));
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        Principal caller = exchange.caller();
        if (caller == null) {
            return List.of("there is no credential, and the route asks for none");
        }
        String tenant = caller.tenant() == null ? "" : " of tenant " + caller.tenant();
        return List.of(caller.user() + tenant + ", by " + caller.source());
    }

    private Decision accept(Exchange exchange, Verdict verdict) {
        return switch (verdict) {
            case Anonymous _ -> Decision.Pass.GO_ON;
            case Principal caller -> {
                exchange.caller(caller, authenticator);
                yield Decision.Pass.GO_ON;
            }
            case Refusal refusal -> refuse(refusal);
        };
    }

    static Decision refuse(Refusal refusal) {
        return new Decision.Refuse(refusal.failure(), refusal.challenge());
    }
}
