package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.policy.compiled.GatewayConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
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
    private final HostTable hosts;
    private final PathTable paths;
    private final RegexTable regexes;
    private final LongAdder regexesGivenUp;

    private RouteTable(
            List<Route> routes,
            HostTable hosts,
            PathTable paths,
            RegexTable regexes,
            LongAdder regexesGivenUp) {
        this.routes = List.copyOf(routes);
        this.hosts = hosts;
        this.paths = paths;
        this.regexes = regexes;
        this.regexesGivenUp = regexesGivenUp;
    }

    /**
     * Compiles the routes of a configuration.
     *
     * @throws IllegalArgumentException if a route cannot be served, with its name and the reason
     */
    public static RouteTable of(GatewayConfig config) {
        return new Compiler(config).compile();
    }

    /** The match that the request takes, or null when there is none. */
    public @Nullable RouteMatch find(RequestHead head) {
        for (int host = hosts.find(head); host != HostTable.NONE; host = hosts.parent(host)) {
            RouteMatch match = paths.find(host, head);
            if (match == null) {
                match = regexes.find(host, head);
            }
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    /** All routes in the order of the policy. */
    public List<Route> routes() {
        return routes;
    }

    /** How often a regular expression took too long and counted as not matching. */
    public long regexesGivenUp() {
        return regexesGivenUp.sum();
    }

    private static final class Compiler {

        private final GatewayConfig config;
        private final LongAdder regexesGivenUp = new LongAdder();
        private final HostTable.Builder hosts = new HostTable.Builder();
        private final PathTable.Builder paths = new PathTable.Builder();
        private final RegexTable.Builder regexes = new RegexTable.Builder(regexesGivenUp);
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
            return new RouteTable(
                    routes, hostTable, paths.build(size), regexes.build(size), regexesGivenUp);
        }

        private Map<String, Integer> servicesByName() {
            Map<String, Integer> services = new HashMap<>();
            for (GatewayConfig.Service service : config.services()) {
                services.put(service.name(), services.size());
            }
            return services;
        }

        private void compile(GatewayConfig.Route settings, Map<String, Integer> services) {
            Route route = new Route(routes.size(), settings, services, regexesGivenUp);
            routes.add(route);
            for (int i = 0; i < settings.matches().size(); i++) {
                matches.add(new RouteMatch(route, i, settings.matches().get(i), regexesGivenUp));
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
