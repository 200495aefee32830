package io.xynergy.gateway.exchange;

import java.util.List;

/**
 * The plans of one configuration.
 *
 * @param first what decides about every request, before a route is looked for
 * @param routes in the order of the routes
 * @param unrouted for responses to requests that no route takes
 */
public record RoutePlans(RequestSteps first, List<RoutePlan> routes, RoutePlan unrouted) {

    public RoutePlans {
        routes = List.copyOf(routes);
    }

    /** The plan of the route at an index of the policy. */
    public RoutePlan of(int route) {
        return routes.get(route);
    }
}
