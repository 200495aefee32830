package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.exchange.RequestStep;
import java.util.List;

/**
 * {@code OPTIONS *} on a route that changes paths: there is no path to change (RFC 9112, 3.2.4), so
 * the gateway responds for itself.
 */
final class WholeServer implements RequestStep {

    private static final Decision OPTIONS = new Decision.Respond(OwnResponse.OPTIONS);

    @Override
    public Decision decide(Exchange exchange) {
        return exchange.head().isWholeServer() ? OPTIONS : Decision.Pass.GO_ON;
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        return List.of(
                exchange.head().isWholeServer()
                        ? "the route changes paths, and * is none"
                        : "the target is not *");
    }
}
