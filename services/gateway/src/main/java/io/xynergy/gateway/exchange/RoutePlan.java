package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.ResponseDraft;
import java.util.List;

/**
 * What is done with the requests of one route and with their responses, in order; it holds only the
 * steps that the route needs.
 */
public final class RoutePlan {

    private final RequestSteps before;
    private final Action action;

    /** An array, so that going through it makes nothing. */
    private final ResponseStep[] after;

    /** A plan of these steps. */
    public RoutePlan(List<RequestStep> before, Action action, List<ResponseStep> after) {
        this.before = new RequestSteps(before);
        this.action = action;
        this.after = after.toArray(ResponseStep[]::new);
    }

    /** What decides about a request before the action. */
    public RequestSteps before() {
        return before;
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

    /** What is done to every response, in order. */
    public List<ResponseStep> after() {
        return List.of(after);
    }

    /** The names of the steps before and after the action, for people. */
    @Override
    public String toString() {
        return before + " " + action.getClass().getSimpleName() + " " + names(after);
    }

    static List<String> names(Object[] steps) {
        return List.of(steps).stream().map(step -> step.getClass().getSimpleName()).toList();
    }
}
