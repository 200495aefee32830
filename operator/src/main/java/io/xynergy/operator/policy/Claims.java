package io.xynergy.operator.policy;

import io.xynergy.policy.compiled.GatewayConfig;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs of host and path that a policy's routes match, with the route; what matches any host or any
 * path claims that.
 */
public final class Claims {

    private static final Comparator<Claim> ORDER =
            Comparator.comparing(Claim::path).thenComparing(Claim::host);

    private final Map<Claim, String> routes;

    private Claims(Map<Claim, String> routes) {
        this.routes = routes;
    }

    private record Claim(String host, GatewayConfig.PathKind kind, String path) {}

    /** Two routes that claim the same. */
    public record Clash(String host, String path, String route, String otherRoute) {}

    /** The claims of a configuration. */
    static Claims of(GatewayConfig config) {
        Map<Claim, String> routes = new HashMap<>();
        for (GatewayConfig.Route route : config.routes()) {
            for (GatewayConfig.Match match : route.matches()) {
                GatewayConfig.PathMatch path = match.path();
                List<String> hosts = match.hosts().isEmpty() ? List.of("*") : match.hosts();
                for (String host : hosts) {
                    Claim claim =
                            path == null
                                    ? new Claim(host, GatewayConfig.PathKind.PREFIX, "/")
                                    : new Claim(host, path.kind(), path.value());
                    routes.putIfAbsent(claim, route.name());
                }
            }
        }
        return new Claims(Map.copyOf(routes));
    }

    /** The first pair, by path and host, that both claim. */
    Optional<Clash> clash(Claims other) {
        boolean isSmaller = routes.size() <= other.routes.size();
        return (isSmaller ? routes : other.routes)
                .keySet().stream()
                        .filter(claim ->
                                routes.containsKey(claim) && other.routes.containsKey(claim))
                        .min(ORDER)
                        .map(claim ->
                                new Clash(
                                        claim.host(),
                                        claim.path(),
                                        String.valueOf(routes.get(claim)),
                                        String.valueOf(other.routes.get(claim))));
    }
}
