package io.xynergy.gateway.steps;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.http.PathRefusal;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.RouteMatch;
import io.xynergy.policy.PathNormalization;
import java.util.List;

/**
 * Brings the path into the form that the route forwards; the exchange then has the match of that
 * form.
 *
 * <p>The normalised path decides. A route that forwards paths as they came gets a request only if
 * the path that its upstream sees leads to the same route: what is authorised and what is done are
 * then the same, whether the upstream normalises or not. Many servers take parameters ({@code
 * ;x=1}) off a path before they read it, so each form must lead to the same route without them.
 */
final class KeptPath implements RequestStep {

    private static final Decision LEADS_ELSEWHERE =
            badPath("It leads elsewhere than its normalised form.");

    private static final Decision HIDES_A_ROUTE =
            badPath("Its path parameters hide another route: it leads elsewhere without them.");

    @Override
    public Decision decide(Exchange exchange) {
        Route route = exchange.route();
        RequestHead head = exchange.head();
        Decision hidden = takesTheSameRouteWithoutParameters(exchange, true);
        if (hidden != Decision.Pass.GO_ON || route.normalization() == PathNormalization.FULL) {
            return hidden;
        }
        if (!head.isPathChanged()) {
            return takesTheSameRouteWithoutParameters(exchange, false);
        }
        PathRefusal refusal = head.restorePathButForEscapes();
        if (refusal != null) {
            return badPath("It " + refusal.message() + ".");
        }
        Decision decision = takesTheSameRoute(exchange);
        if (decision == Decision.Pass.GO_ON && route.normalization() == PathNormalization.NONE) {
            head.restorePath();
            decision = takesTheSameRoute(exchange);
        }
        return decision;
    }

    private static Decision takesTheSameRoute(Exchange exchange) {
        RouteMatch found = exchange.findRoute();
        if (exchange.effort().isSpent()) {
            return Decision.Refuse.UNDECIDED;
        }
        if (found == null || found.route() != exchange.route()) {
            return LEADS_ELSEWHERE;
        }
        exchange.match(found);
        return takesTheSameRouteWithoutParameters(exchange, false);
    }

    /** Looks the route up as the upstream may read the path; the match stays that of the form. */
    private static Decision takesTheSameRouteWithoutParameters(
            Exchange exchange, boolean mergeSlashes) {
        RequestHead head = exchange.head();
        if (!head.hasParameters()) {
            return Decision.Pass.GO_ON;
        }
        head.removeParameters(mergeSlashes);
        RouteMatch found = exchange.findRoute();
        head.putParametersBack();
        if (exchange.effort().isSpent()) {
            return Decision.Refuse.UNDECIDED;
        }
        return found == null || found.route() != exchange.route()
                ? HIDES_A_ROUTE
                : Decision.Pass.GO_ON;
    }

    private static Decision badPath(String detail) {
        return Decision.Refuse.of(FailureKind.BAD_PATH, detail);
    }

    @Override
    public List<String> reasons(Exchange exchange) {
        return List.of(
                switch (exchange.route().normalization()) {
                    case FULL -> "the upstream gets the normal form";
                    case SLASHES_KEPT -> "the upstream gets it with its slashes and dots";
                    case NONE -> "the upstream gets it as it came";
                });
    }
}
