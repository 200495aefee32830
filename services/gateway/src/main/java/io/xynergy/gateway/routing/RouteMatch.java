package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.pattern.Patterns;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import io.xynergy.policy.compiled.GatewayConfig.PathKind;
import io.xynergy.policy.compiled.GatewayConfig.PathMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One alternative of a route: what {@link RouteTable#find} gives for a request. */
public final class RouteMatch {

    /** The order among matches of the same host and the same path. */
    static final Comparator<RouteMatch> PRECEDENCE =
            Comparator.comparing((RouteMatch match) -> match.methods.length == 0)
                    .thenComparingInt(match -> -match.headerConditions())
                    .thenComparingInt(match -> -match.query.length)
                    .thenComparingInt(match -> match.route.index())
                    .thenComparingInt(match -> match.index);

    private static final PathMatch ANY_PATH = new PathMatch(PathKind.PREFIX, "/");

    private final Route route;
    private final int index;
    private final List<String> hosts;
    private final PathMatch path;
    private final int prefixLength;
    private final byte[][] methods;
    private final HeaderCondition[] headers;
    private final QueryCondition[] query;
    private final @Nullable SchemeCondition scheme;
    private final @Nullable RedirectRule redirect;
    private final boolean unconditional;

    RouteMatch(Route route, int index, Match match, Patterns patterns) {
        this.route = route;
        this.index = index;
        this.hosts = match.hosts();
        PathMatch given = match.path();
        this.path = given == null ? ANY_PATH : normal(given);
        this.prefixLength = Bytes.of(withoutLastSlash(path.value())).length;
        this.methods = Bytes.of(match.methods());
        this.headers = headers(match.headers(), patterns);
        this.query = query(match.query(), patterns);
        String named = match.scheme();
        this.scheme = named == null ? null : SchemeCondition.of(named);
        this.redirect = route.redirect();
        this.unconditional =
                methods.length + headers.length + query.length == 0
                        && scheme == null
                        && redirect == null;
    }

    private static PathMatch normal(PathMatch path) {
        return switch (path.kind()) {
            case EXACT, PREFIX -> new PathMatch(path.kind(), PolicyPath.normal(path.value()));
            case REGEX -> path;
        };
    }

    private static HeaderCondition[] headers(List<FieldMatch> matches, Patterns patterns) {
        return matches.stream()
                .map(match -> new HeaderCondition(match, patterns))
                .toArray(HeaderCondition[]::new);
    }

    private static QueryCondition[] query(List<FieldMatch> matches, Patterns patterns) {
        return matches.stream()
                .map(match -> new QueryCondition(match, patterns))
                .toArray(QueryCondition[]::new);
    }

    /** Whether it names the whole path. */
    public boolean isExact() {
        return path.kind() == PathKind.EXACT;
    }

    public Route route() {
        return route;
    }

    /** Its place among the alternatives of its route. */
    public int index() {
        return index;
    }

    /** How many conditions on the query it has. */
    int queryConditions() {
        return query.length;
    }

    /** Whether it names methods. */
    boolean namesMethods() {
        return methods.length > 0;
    }

    /** The conditions other than host and path that the request does not fulfil. */
    List<RouteTrace.Miss> misses(RequestHead head, Effort effort) {
        List<RouteTrace.Miss> misses = new ArrayList<>();
        if (!acceptsMethod(head)) {
            misses.add(new RouteTrace.Miss(RouteTrace.Condition.METHOD, 0));
        }
        if (scheme != null && !scheme.accepts(head)) {
            misses.add(new RouteTrace.Miss(RouteTrace.Condition.SCHEME, 0));
        }
        addFieldMisses(head, effort, misses);
        if (redirect != null && misses.isEmpty() && redirect.leadsBack(head, this)) {
            misses.add(new RouteTrace.Miss(RouteTrace.Condition.REDIRECT, 0));
        }
        return misses;
    }

    List<String> hosts() {
        return hosts;
    }

    PathMatch path() {
        return path;
    }

    /** The path of an exact match; that of a prefix match without a slash at its end. */
    String pathKey() {
        return path.kind() == PathKind.PREFIX ? withoutLastSlash(path.value()) : path.value();
    }

    /**
     * Where the matched part of a request's path ends, so that the rest begins with a slash or is
     * empty; the whole path unless this is a prefix match.
     */
    int matchedEnd(RequestHead head) {
        boolean prefix = path.kind() == PathKind.PREFIX;
        return prefix ? head.pathStart() + prefixLength : head.pathEnd();
    }

    private void addFieldMisses(RequestHead head, Effort effort, List<RouteTrace.Miss> misses) {
        for (int i = 0; i < headers.length; i++) {
            if (!headers[i].accepts(head, effort)) {
                misses.add(new RouteTrace.Miss(RouteTrace.Condition.HEADER, i));
            }
        }
        for (int i = 0; i < query.length; i++) {
            if (!query[i].accepts(head, effort)) {
                misses.add(new RouteTrace.Miss(RouteTrace.Condition.QUERY, i));
            }
        }
    }

    /** Whether there are no conditions other than host and path. */
    boolean acceptsAll() {
        return unconditional;
    }

    /** Whether the request fulfils all the conditions other than host and path. */
    boolean accepts(RequestHead head, Effort effort) {
        return unconditional
                || (acceptsMethod(head)
                        && (scheme == null || scheme.accepts(head))
                        && acceptsHeaders(head, effort)
                        && acceptsQuery(head, effort)
                        && (redirect == null || !redirect.leadsBack(head, this)));
    }

    /** The scheme counts as one of them: it might as well be one on X-Forwarded-Proto. */
    int headerConditions() {
        return headers.length + (scheme == null ? 0 : 1);
    }

    private boolean acceptsMethod(RequestHead head) {
        for (byte[] method : methods) {
            if (Ascii.equals(head.bytes(), head.methodStart(), head.methodEnd(), method)) {
                return true;
            }
        }
        return methods.length == 0;
    }

    private boolean acceptsHeaders(RequestHead head, Effort effort) {
        for (HeaderCondition condition : headers) {
            if (!condition.accepts(head, effort)) {
                return false;
            }
        }
        return true;
    }

    private boolean acceptsQuery(RequestHead head, Effort effort) {
        for (QueryCondition condition : query) {
            if (!condition.accepts(head, effort)) {
                return false;
            }
        }
        return true;
    }

    private static String withoutLastSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
