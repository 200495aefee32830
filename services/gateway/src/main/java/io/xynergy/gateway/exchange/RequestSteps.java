package io.xynergy.gateway.exchange;

import java.util.List;

/** Steps that decide about requests, in order. */
public final class RequestSteps {

    /** An array, so that going through it makes nothing. */
    private final RequestStep[] steps;

    public RequestSteps(List<RequestStep> steps) {
        this.steps = steps.toArray(RequestStep[]::new);
    }

    /** Asks the steps one after the other, until one does not let the request go on. */
    public Decision decide(Exchange exchange) {
        for (RequestStep step : steps) {
            Decision decision = step.decide(exchange);
            if (decision != Decision.Pass.GO_ON) {
                return decision;
            }
        }
        return Decision.Pass.GO_ON;
    }

    /** All of them, in order. */
    public List<RequestStep> all() {
        return List.of(steps);
    }

    /** Their names, for people. */
    @Override
    public String toString() {
        return RoutePlan.names(steps).toString();
    }
}
