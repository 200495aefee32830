package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Action;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.exchange.RequestSteps;
import io.xynergy.gateway.exchange.RoutePlan;
import io.xynergy.gateway.exchange.RoutePlans;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.routing.RouteMatch;

/**
 * What is decided about a request before anything is sent: what holds for all of them, then the
 * plan of its route. Who serves and who explains go this one way.
 */
final class Judgement {

    private Judgement() {}

    /** How the way is gone. */
    interface Course {

        /** Asks the steps, until one does not let the request go on. */
        Decision follow(RequestSteps steps, Exchange exchange);

        /** A page about the gateway's health. */
        OwnResponse health(RequestHead head);
    }

    /** Decides; a request that passes is forwarded. */
    static Decision of(Exchange exchange, Course course) {
        RoutePlans plans = exchange.snapshot().plans();
        Decision first = course.follow(plans.first(), exchange);
        if (first != Decision.Pass.GO_ON) {
            return first;
        }
        RouteMatch match = exchange.findRoute();
        if (exchange.effort().isSpent()) {
            return Decision.Refuse.UNDECIDED;
        }
        RequestHead head = exchange.head();
        if (HealthPages.isAsked(head) && (match == null || !match.isExact())) {
            return new Decision.Respond(course.health(head));
        }
        if (match != null) {
            exchange.match(match);
        }
        RoutePlan plan = exchange.plan();
        Decision decision = course.follow(plan.before(), exchange);
        return decision == Decision.Pass.GO_ON ? act(plan, exchange) : decision;
    }

    private static Decision act(RoutePlan plan, Exchange exchange) {
        return switch (plan.action()) {
            case Action.Forward _ -> Decision.Pass.GO_ON;
            case Action.Local local -> {
                Decision decision = local.respond(exchange);
                if (decision == Decision.Pass.GO_ON) {
                    throw new IllegalStateException(plan + " comes to nothing");
                }
                yield decision;
            }
        };
    }
}
