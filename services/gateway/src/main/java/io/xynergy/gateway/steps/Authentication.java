package io.xynergy.gateway.steps;

import io.xynergy.gateway.auth.Anonymous;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.auth.Refusal;
import io.xynergy.gateway.auth.Verdict;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;

/** Finds out who sends a request, as the route asks. */
final class Authentication implements RequestStep {

    private final Authenticator authenticator;

    Authentication(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Decision decide(Exchange exchange) {
        Verdict verdict =
                authenticator.check(
                        exchange.head().fields(), exchange.access(), exchange.context().buffers());
        return switch (verdict) {
            case Anonymous _ -> Decision.Pass.GO_ON;
            case Principal caller -> {
                exchange.caller(caller);
                yield Decision.Pass.GO_ON;
            }
            case Refusal refusal -> refuse(refusal);
        };
    }

    static Decision refuse(Refusal refusal) {
        return new Decision.Refuse(refusal.failure(), refusal.challenge());
    }
}
