package io.xynergy.cli.stack;

import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.AuthMode;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import io.xynergy.policy.compiled.GatewayConfig.PathKind;
import io.xynergy.policy.compiled.GatewayConfig.PathMatch;
import io.xynergy.policy.compiled.GatewayConfig.Rewrite;
import io.xynergy.policy.compiled.GatewayConfig.Route;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A request that is answered here, for somebody who has just started the stack. */
final class FirstRequest {

    /** What the CRM serves, as its own paths have it. */
    private static final String CONTACTS = "/contacts";

    private FirstRequest() {}

    /**
     * The command that sends it, by the first route that leads to one of {@code services}.
     *
     * @param gateway the address without a path
     * @param tokenOptions more options of the command that gets a token
     * @return empty: no route leads to any of them by its path alone
     */
    static Optional<String> of(
            GatewayConfig config, Set<String> services, String gateway, String tokenOptions) {
        for (Route route : config.routes()) {
            boolean here = route.targets().stream().anyMatch(to -> services.contains(to.service()));
            Optional<String> path = here ? path(route) : Optional.empty();
            if (path.isPresent()) {
                String token =
                        route.auth() == AuthMode.NONE
                                ? ""
                                : "-H \"Authorization: Bearer $(bin/xynergy token --user ann --tenant acme%s)\" "
                                        .formatted(tokenOptions);
                return Optional.of("curl " + token + gateway + path.get());
            }
        }
        return Optional.empty();
    }

    /** The contacts' own path begins behind the prefix that the route takes away. */
    private static Optional<String> path(Route route) {
        Match match = route.matches().getFirst();
        PathMatch path = match.path();
        boolean alone = match.equals(new Match(List.of(), path, List.of(), List.of(), List.of()));
        if (!alone || path == null || path.kind() == PathKind.REGEX) {
            return Optional.empty();
        }
        Rewrite rewrite = route.rewrite();
        boolean isBare = rewrite != null && "/".equals(rewrite.prefix());
        return Optional.of(path.value().replaceAll("/+$", "") + (isBare ? CONTACTS : ""));
    }
}
