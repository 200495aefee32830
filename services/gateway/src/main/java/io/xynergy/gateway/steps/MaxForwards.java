package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.exchange.RequestStep;
import java.util.List;

/** The last of the servers that may see a request responds to it (RFC 9110, 7.6.2). */
final class MaxForwards implements RequestStep {

    private static final Decision OPTIONS = new Decision.Respond(OwnResponse.OPTIONS);

    @Override
    public Decision decide(Exchange exchange) {
        return exchange.head().maxForwards() == 0 ? OPTIONS : Decision.Pass.GO_ON;
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        long left = exchange.head().maxForwards();
        return List.of(
                left < 0
                        ? "no bound is set"
                        : left == 0
                                ? "it may go no further"
                                : "it may pass " + left + " more servers");
    }
}
