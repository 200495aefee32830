package io.xynergy.gateway.steps;

import io.xynergy.gateway.auth.AccessRules;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.RouteAccess;
import io.xynergy.gateway.exchange.Action;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.exchange.RequestSteps;
import io.xynergy.gateway.exchange.ResponseStep;
import io.xynergy.gateway.exchange.RoutePlan;
import io.xynergy.gateway.exchange.RoutePlans;
import io.xynergy.gateway.limits.Limit;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.routing.FieldEdits;
import io.xynergy.gateway.routing.RedirectRule;
import io.xynergy.gateway.routing.RewriteRule;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.policy.compiled.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the plans of a configuration. The order of the steps is written down here, and nowhere
 * else.
 *
 * <p>What a request is comes first, then who sends it, then what is made of it: a request that is
 * refused for its form costs no signature, and one of a stranger costs nobody a part of a limit.
 */
public final class Steps {

    private static final RequestSteps FIRST =
            new RequestSteps(List.of(new NormalPath(), new MaxForwards(), new LoopGuard()));

    private static final RoutePlan UNROUTED = new RoutePlan(List.of(), new NoRoute(), List.of());

    private static final RequestStep ENCODED_SLASHES = new EncodedSlashes();
    private static final RequestStep WHOLE_SERVER = new WholeServer();
    private static final RequestStep BODY_LIMIT = new BodyLimit();
    private static final RequestStep KEPT_PATH = new KeptPath();
    private static final RequestStep AUTHORIZATION = new Authorization();
    private static final RequestStep REGEX_REWRITE = new RegexRewrite();

    private final RequestStep authentication;
    private final Limiter limiter;

    /** Steps that are served by what the process has once. */
    public Steps(Authenticator authenticator, Limiter limiter) {
        this.authentication = new Authentication(authenticator);
        this.limiter = limiter;
    }

    /**
     * The plans of a configuration's routes.
     *
     * @param policy the name of the configuration
     */
    public RoutePlans of(String policy, RouteTable routes, AccessRules access) {
        Map<RateLimit, Limit> limits =
                limiter.limits(
                        policy,
                        routes.routes().stream()
                                .flatMap(route -> route.rateLimits().stream())
                                .toList());
        List<RoutePlan> plans = new ArrayList<>();
        for (Route route : routes.routes()) {
            List<Limit> own = route.rateLimits().stream().map(limits::get).toList();
            plans.add(plan(route, access.of(route.index()), own));
        }
        return new RoutePlans(FIRST, plans, UNROUTED);
    }

    private RoutePlan plan(Route route, RouteAccess access, List<Limit> limits) {
        return new RoutePlan(before(route, access, limits), action(route), after(route, limits));
    }

    private List<RequestStep> before(Route route, RouteAccess access, List<Limit> limits) {
        RewriteRule rewrite = route.rewrite();
        List<RequestStep> steps = new ArrayList<>();
        if (rewrite != null || route.redirect() != null) {
            steps.add(WHOLE_SERVER);
        }
        if (!route.encodedSlashes()) {
            steps.add(ENCODED_SLASHES);
        }
        if (route.maxRequestBody() != Route.UNLIMITED) {
            steps.add(BODY_LIMIT);
        }
        steps.add(KEPT_PATH);
        if (access.isChecked()) {
            steps.add(authentication);
            steps.add(AUTHORIZATION);
        }
        if (!limits.isEmpty()) {
            steps.add(new RateLimits(limiter, limits));
        }
        if (rewrite != null && rewrite.isRegex()) {
            steps.add(REGEX_REWRITE);
        }
        return steps;
    }

    private static Action action(Route route) {
        RedirectRule redirect = route.redirect();
        return redirect == null ? Action.Forward.TO_UPSTREAM : new Redirection(redirect);
    }

    private static List<ResponseStep> after(Route route, List<Limit> limits) {
        List<ResponseStep> steps = new ArrayList<>();
        if (route.responseEdits() != FieldEdits.NONE) {
            steps.add(new HeaderEdits(route.responseEdits()));
        }
        if (limits.stream().anyMatch(Limit::isShown)) {
            steps.add(new RateLimitFields(limits));
        }
        return steps;
    }
}
