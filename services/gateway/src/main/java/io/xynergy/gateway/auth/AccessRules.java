package io.xynergy.gateway.auth;

import io.xynergy.policy.compiled.AuthConfig;
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

    /** Whose keys were asked for since the process began, with the name and address of each. */
    public List<String> askedForKeys() {
        return issuers.stream()
                .filter(issuer -> issuer.keys().fetches() + issuer.keys().failedFetches() > 0)
                .map(issuer -> issuer.settings().name() + " at " + address(issuer.settings()))
                .toList();
    }

    /** Without a query, which may hold a secret. */
    private static String address(AuthConfig.Issuer settings) {
        String keys = settings.jwksUri() == null ? settings.issuer() : settings.jwksUri();
        return keys.replaceFirst("\\?.*", "");
    }

    List<Issuer> issuers() {
        return issuers;
    }
}
