package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.outcome.FailureKind;
import java.util.List;

/** Refuses {@code %2F} in paths, which upstreams read in two ways. */
final class EncodedSlashes implements RequestStep {

    @Override
    public Decision decide(Exchange exchange) {
        return exchange.head().hasEncodedSlash()
                ? Decision.Refuse.of(
                        FailureKind.ENCODED_SLASH, "The route is " + exchange.route().name() + ".")
                : Decision.Pass.GO_ON;
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        return List.of("the path has no %2F");
    }
}
