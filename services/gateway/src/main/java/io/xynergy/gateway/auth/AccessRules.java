package io.xynergy.gateway.auth;

import java.util.List;

/** What all routes of one configuration ask of their callers. */
public final class AccessRules {

    /** Before the first configuration. */
    public static final AccessRules NONE = new AccessRules(List.of(), List.of(), ApiKeys.NONE);

    private final List<RouteAccess> routes;
    private final List<Issuer> issuers;
    private final ApiKeys keys;

    AccessRules(List<RouteAccess> routes, List<Issuer> issuers, ApiKeys keys) {
        this.keys = keys;
        this.routes = List.copyOf(routes);
        this.issuers = List.copyOf(issuers);
    }

    /** What the route at an index of the policy asks. */
    public RouteAccess of(int route) {
        return routes.get(route);
    }

    /** The API keys that the configuration knows. */
    public ApiKeys keys() {
        return keys;
    }

    List<Issuer> issuers() {
        return issuers;
    }
}
