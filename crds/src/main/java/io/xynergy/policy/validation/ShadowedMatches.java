package io.xynergy.policy.validation;

import io.xynergy.policy.MatchSpec;
import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.UrlScheme;
import io.xynergy.policy.document.DocumentPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Warns of matches that are never met, because another route's match takes all their requests; a
 * route that is never asked protects nothing.
 *
 * <p>A redirect takes no request that it would lead back to its own URL, so it hides no other.
 */
final class ShadowedMatches {

    private static final MatchSpec.Path ROOT = new MatchSpec.Path(null, "/", null);

    private final FieldRules fields;
    private final Map<Conditions, String> first = new HashMap<>();

    /** By hosts: the route of all their requests that no exact path and no longer prefix takes. */
    private final Map<Set<String>, String> rest = new HashMap<>();

    ShadowedMatches(FieldRules fields) {
        this.fields = fields;
    }

    /** A match in one form for all ways to write it. */
    private record Conditions(
            Set<String> hosts,
            MatchSpec.Path path,
            Set<String> methods,
            Set<MatchSpec.Field> headers,
            Set<MatchSpec.Field> query,
            @Nullable UrlScheme scheme) {

        static Conditions of(MatchSpec match) {
            MatchSpec.Path path = match.path();
            Set<String> hosts = new HashSet<>();
            match.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
            return new Conditions(
                    hosts,
                    path == null ? ROOT : path,
                    Set.copyOf(match.methods()),
                    Set.copyOf(match.headers()),
                    Set.copyOf(match.query()),
                    match.scheme());
        }

        boolean isOfAllRequests() {
            return path.equals(ROOT)
                    && methods.isEmpty()
                    && headers.isEmpty()
                    && query.isEmpty()
                    && scheme == null;
        }
    }

    /** Looks at all routes of a policy. */
    void check(List<RouteSpec> routes, DocumentPath path) {
        for (RouteSpec route : routes) {
            for (MatchSpec match : route.match()) {
                Conditions conditions = Conditions.of(match);
                if (route.redirect() == null && conditions.isOfAllRequests()) {
                    rest.putIfAbsent(conditions.hosts(), route.name());
                }
            }
        }
        for (int i = 0; i < routes.size(); i++) {
            check(routes.get(i), path.item(i).field("match"));
        }
    }

    private void check(RouteSpec route, DocumentPath path) {
        List<MatchSpec> matches = route.match();
        for (int i = 0; i < matches.size(); i++) {
            Conditions conditions = Conditions.of(matches.get(i));
            String same = first.get(conditions);
            String before = conditions.path().regex() == null ? null : rest.get(conditions.hosts());
            if (same != null) {
                fields.warn(
                        path.item(i),
                        "this never matches: route %s has the same match and comes first"
                                .formatted(same));
            } else if (before != null) {
                fields.warn(
                        path.item(i),
                        "this never matches: the prefix / of route %s comes before any regex"
                                .formatted(before));
            }
            if (route.redirect() == null) {
                first.putIfAbsent(conditions, route.name());
            }
        }
    }
}
