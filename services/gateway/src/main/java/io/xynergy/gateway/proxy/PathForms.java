package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.PathRefusal;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.routing.RewriteRule;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.RouteMatch;
import io.xynergy.policy.PathNormalization;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The forms of a request's path: which one its upstream gets, and what the route makes of it.
 *
 * <p>The normalised path decides. A route that forwards paths as they came gets a request only if
 * the path that its upstream sees leads to the same route: what is authorised and what is done are
 * then the same, whether the upstream normalises or not. Many servers take parameters ({@code
 * ;x=1}) off a path before they read it, so each form must lead to the same route without them.
 */
final class PathForms {

    private PathForms() {}

    static Failure undecided() {
        return new Failure(FailureKind.ROUTE_UNDECIDED, "regular expressions took too long");
    }

    /**
     * Brings the path into the form that the route forwards.
     *
     * @return null, or why the request is refused; the exchange then has the match of that form
     */
    static @Nullable Failure restorePath(Exchange exchange, Effort effort) {
        Route route = exchange.route();
        RequestHead head = exchange.head();
        Failure hidden = takesTheSameRouteWithoutParameters(exchange, effort, true);
        if (hidden != null || route.normalization() == PathNormalization.FULL) {
            return hidden;
        }
        if (!head.isPathChanged()) {
            return takesTheSameRouteWithoutParameters(exchange, effort, false);
        }
        PathRefusal refusal = head.restorePathButForEscapes();
        if (refusal != null) {
            return badPath("It " + refusal.message() + ".");
        }
        Failure failure = takesTheSameRoute(exchange, effort);
        if (failure == null && route.normalization() == PathNormalization.NONE) {
            head.restorePath();
            failure = takesTheSameRoute(exchange, effort);
        }
        return failure;
    }

    private static @Nullable Failure takesTheSameRoute(Exchange exchange, Effort effort) {
        RouteMatch found = exchange.findRoute(effort);
        if (effort.isSpent()) {
            return undecided();
        }
        if (found == null || found.route() != exchange.route()) {
            return badPath("It leads elsewhere than its normalised form.");
        }
        exchange.match(found);
        return takesTheSameRouteWithoutParameters(exchange, effort, false);
    }

    /** Looks the route up as the upstream may read the path; the match stays that of the form. */
    private static @Nullable Failure takesTheSameRouteWithoutParameters(
            Exchange exchange, Effort effort, boolean mergeSlashes) {
        RequestHead head = exchange.head();
        if (!head.hasParameters()) {
            return null;
        }
        head.removeParameters(mergeSlashes);
        RouteMatch found = exchange.findRoute(effort);
        head.putParametersBack();
        if (effort.isSpent()) {
            return undecided();
        }
        if (found == null || found.route() != exchange.route()) {
            return badPath(
                    "Its path parameters hide another route: it leads elsewhere without them.");
        }
        return null;
    }

    static Failure badPath(String detail) {
        return new Failure(FailureKind.BAD_PATH, detail);
    }

    /** Makes the target, where a regular expression makes it; null, or why there is none. */
    static @Nullable Failure rewrite(Exchange exchange, Effort effort) {
        RewriteRule rewrite = exchange.route().rewrite();
        if (rewrite == null || !rewrite.isRegex()) {
            return null;
        }
        Output out = exchange.context().buffers().takeOutput();
        try {
            String problem = rewrite.replace(exchange.head(), exchange.route(), effort, out);
            if (effort.isSpent()) {
                return undecided();
            }
            if (problem != null) {
                return new Failure(FailureKind.REWRITE_FAILED, problem);
            }
            exchange.target(Arrays.copyOf(out.bytes(), out.size()));
            return null;
        } finally {
            exchange.context().buffers().give(out);
        }
    }
}
