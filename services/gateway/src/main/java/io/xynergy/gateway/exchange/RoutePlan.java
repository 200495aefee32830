package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.ResponseDraft;
import java.util.List;

/**
 * What is done with the requests of one route and with their responses, in order; it holds only the
 * steps that the route needs.
 */
public final class RoutePlan {

    /** Arrays, so that going through them makes nothing. */
    private final RequestStep[] before;

    private final Action action;
    private final ResponseStep[] after;

    /** A plan of these steps. */
    public RoutePlan(List<RequestStep> before, Action action, List<ResponseStep> after) {
        this.before = before.toArray(RequestStep[]::new);
        this.action = action;
        this.after = after.toArray(ResponseStep[]::new);
    }

    /** Asks the steps one after the other, until one does not let the request go on. */
    public Decision decide(Exchange exchange) {
        for (RequestStep step : before) {
            Decision decision = step.decide(exchange);
            if (decision != Decision.Pass.GO_ON) {
                return decision;
            }
        }
        return Decision.Pass.GO_ON;
    }

    public Action action() {
        return action;
    }

    /** Has all steps edit a response. */
    public void edit(Exchange exchange, ResponseDraft draft) {
        for (ResponseStep step : after) {
            step.edit(exchange, draft);
        }
    }

    /** The names of the steps before and after the action, for people. */
    @Override
    public String toString() {
        return names(before) + " " + action.getClass().getSimpleName() + " " + names(after);
    }

    private static List<String> names(Object[] steps) {
        return List.of(steps).stream().map(step -> step.getClass().getSimpleName()).toList();
    }
}
