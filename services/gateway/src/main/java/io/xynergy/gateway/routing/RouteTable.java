package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.pattern.Patterns;
import io.xynergy.policy.PathNormalization;
import io.xynergy.policy.compiled.GatewayConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request by the precedence of Gateway API; immutable, free of locks and, but
 * for regular expressions, of allocation.
 *
 * <p>Host before path, exact path before the longest prefix before regular expressions, then a
 * condition on the method, the number of header and of query conditions, the order in the policy. A
 * host or path none of whose matches fits yields to the next less specific one.
 */
public final class RouteTable {

    private final List<Route> routes;

    /** In order of precedence among those of the same host and path. */
    private final List<RouteMatch> matches;

    private final HostTable hosts;
    private final PathTable paths;
    private final RegexTable regexes;
    private final boolean needsEffort;
    private final boolean keepsPaths;

    private RouteTable(
            List<Route> routes,
            List<RouteMatch> matches,
            HostTable hosts,
            PathTable paths,
            RegexTable regexes,
            boolean needsEffort) {
        this.routes = List.copyOf(routes);
        this.matches = List.copyOf(matches);
        this.hosts = hosts;
        this.paths = paths;
        this.regexes = regexes;
        this.needsEffort = needsEffort;
        this.keepsPaths =
                routes.stream().anyMatch(r -> r.normalization() != PathNormalization.FULL);
    }

    /**
     * Compiles the routes of a configuration.
     *
     * @throws IllegalArgumentException if a route cannot be served, with its name and the reason
     */
    public static RouteTable of(GatewayConfig config) {
        return new Compiler(config).compile();
    }

    /** What a request may spend on regular expressions, in all its searches together. */
    public Effort effort() {
        return needsEffort ? Effort.ofRequest() : Effort.NONE;
    }

    /**
     * The match that the request takes, or null when there is none.
     *
     * @param effort once it is spent, nothing is found and nothing is decided
     */
    public @Nullable RouteMatch find(RequestHead head, Effort effort) {
        for (int host = hosts.find(head); host != HostTable.NONE; host = hosts.parent(host)) {
            RouteMatch match = paths.find(host, head, effort);
            if (match == null) {
                match = regexes.find(host, head, effort);
            }
            if (effort.isSpent()) {
                return null;
            }
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    /**
     * What came close to taking a request, the closest first. It looks at every match, so it is not
     * for requests that are served.
     *
     * @param taken the match that the request takes; null: none
     * @param most how many are told
     * @param effort once it is spent, some are missing
     */
    public List<RouteTrace.Close> close(
            RequestHead head, @Nullable RouteMatch taken, int most, Effort effort) {
        Set<RouteMatch> fitting = new HashSet<>();
        for (int host = hosts.find(head); host != HostTable.NONE; host = hosts.parent(host)) {
            fitting.addAll(regexes.fitting(host, head, effort));
        }
        return new RouteTrace(head, taken, fitting, effort).of(matches, most);
    }

    /** Whether a route forwards paths as they came, so that they must be remembered. */
    public boolean keepsPaths() {
        return keepsPaths;
    }

    /** All routes in the order of the policy. */
    public List<Route> routes() {
        return routes;
    }

    private static final class Compiler {

        private final GatewayConfig config;
        private final Patterns patterns = new Patterns();
        private final HostTable.Builder hosts = new HostTable.Builder();
        private final PathTable.Builder paths = new PathTable.Builder();
        private final RegexTable.Builder regexes = new RegexTable.Builder(patterns);
        private final List<Route> routes = new ArrayList<>();
        private final List<RouteMatch> matches = new ArrayList<>();

        Compiler(GatewayConfig config) {
            this.config = config;
        }

        RouteTable compile() {
            Map<String, Integer> services = servicesByName();
            for (GatewayConfig.Route settings : config.routes()) {
                try {
                    compile(settings, services);
                } catch (IllegalArgumentException refused) {
                    String message = "route \"" + settings.name() + "\": " + refused.getMessage();
                    throw new IllegalArgumentException(message, refused);
                }
            }
            matches.sort(RouteMatch.PRECEDENCE);
            matches.forEach(this::add);
            HostTable hostTable = hosts.build();
            int size = hostTable.size();
            RegexTable regexTable = regexes.build(size);
            patterns.seal();
            return new RouteTable(
                    routes, matches, hostTable, paths.build(size), regexTable, needsEffort());
        }

        private boolean needsEffort() {
            return patterns.areUsed()
                    || routes.stream().map(Route::rewrite).anyMatch(r -> r != null && r.isRegex());
        }

        private Map<String, Integer> servicesByName() {
            Map<String, Integer> services = new HashMap<>();
            for (GatewayConfig.Service service : config.services()) {
                services.put(service.name(), services.size());
            }
            return services;
        }

        private void compile(GatewayConfig.Route settings, Map<String, Integer> services) {
            Route route = new Route(routes.size(), settings, services);
            routes.add(route);
            for (int i = 0; i < settings.matches().size(); i++) {
                matches.add(new RouteMatch(route, i, settings.matches().get(i), patterns));
            }
        }

        private void add(RouteMatch match) {
            List<String> names = match.hosts().isEmpty() ? List.of("*") : match.hosts();
            names.stream().mapToInt(hosts::add).distinct().forEach(host -> add(host, match));
        }

        private void add(int host, RouteMatch match) {
            switch (match.path().kind()) {
                case EXACT -> paths.addExact(host, match);
                case PREFIX -> paths.addPrefix(host, match);
                case REGEX -> regexes.add(host, match);
            }
        }
    }
}
