package io.xynergy.gateway.exchange;

import java.util.List;

/**
 * The plans of one configuration.
 *
 * @param routes in the order of the routes
 * @param unrouted for responses to requests that no route takes
 */
public record RoutePlans(List<RoutePlan> routes, RoutePlan unrouted) {

    public RoutePlans {
        routes = List.copyOf(routes);
    }

    /** The plan of the route at an index of the policy. */
    public RoutePlan of(int route) {
        return routes.get(route);
    }
}
