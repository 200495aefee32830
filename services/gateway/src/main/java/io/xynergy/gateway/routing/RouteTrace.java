package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.policy.compiled.GatewayConfig.PathKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which matches came close to taking a request, and what kept them from it: one look at each, with
 * the conditions themselves.
 */
public final class RouteTrace {

    /** What a match may ask for. */
    public enum Condition {
        HOST,
        PATH,
        METHOD,
        SCHEME,
        HEADER,
        QUERY,
        /** The redirect would lead back to the URL of the request. */
        REDIRECT
    }

    /**
     * A condition that is not fulfilled.
     *
     * @param index its place among those of its kind
     */
    public record Miss(Condition condition, int index) {}

    /** Why one match comes before another that fits as well. */
    public enum Precedence {
        HOST,
        PATH_KIND,
        PATH_LENGTH,
        METHOD,
        HEADERS,
        QUERY,
        ORDER
    }

    /**
     * A match that came close.
     *
     * @param misses what is not fulfilled; empty: all is, and another comes before it
     * @param yields why the other one does; null: something is not fulfilled
     */
    public record Close(RouteMatch match, List<Miss> misses, @Nullable Precedence yields) {

        public Close {
            misses = List.copyOf(misses);
        }
    }

    /**
     * How close a match came. A smaller rank is closer; of one rank, the path that has more in
     * common.
     *
     * @param fits whether host and path fit: others are told of only where none does
     */
    private record Ranked(int rank, int common, boolean fits, Close close) {}

    /** Of what takes any path of another host, which says little. */
    private static final int FAR = 1_000;

    private static final int ANY_HOST = 0;
    private static final int NO_HOST = -1;

    private final RequestHead head;
    private final @Nullable RouteMatch taken;
    private final Set<RouteMatch> fitting;
    private final Effort effort;
    private final String host;
    private final String path;

    /**
     * A trace of one request.
     *
     * @param fitting matches whose regular expression fits the path
     */
    RouteTrace(
            RequestHead head, @Nullable RouteMatch taken, Set<RouteMatch> fitting, Effort effort) {
        this.head = head;
        this.taken = taken;
        this.fitting = fitting;
        this.effort = effort;
        this.host = host(head);
        this.path = head.path();
    }

    private static String host(RequestHead head) {
        int length = head.hostEnd() - head.hostStart();
        String sent =
                new String(head.bytes(), head.hostStart(), length, StandardCharsets.ISO_8859_1);
        String host = sent.toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    List<Close> of(List<RouteMatch> matches, int most) {
        List<Ranked> ranked = new ArrayList<>();
        for (RouteMatch match : matches) {
            if (taken == null || match.route() != taken.route()) {
                Ranked one = ranked(match);
                if (one != null) {
                    ranked.add(one);
                }
            }
        }
        boolean fits = ranked.stream().anyMatch(Ranked::fits);
        return ranked.stream()
                .filter(one -> one.fits() || !fits)
                .sorted(
                        Comparator.comparingInt(Ranked::rank)
                                .thenComparingInt(one -> -one.common()))
                .limit(most)
                .map(Ranked::close)
                .toList();
    }

    /** Null: it is not close. */
    private @Nullable Ranked ranked(RouteMatch match) {
        boolean hostFits = specificity(match) != NO_HOST;
        boolean pathFits = fitsPath(match);
        if (!pathFits) {
            return hostFits && taken == null ? ofOtherPath(match) : null;
        }
        List<Miss> misses = new ArrayList<>(match.misses(head, effort));
        if (!hostFits) {
            misses.addFirst(new Miss(Condition.HOST, 0));
        }
        RouteMatch other = taken;
        Precedence yields = misses.isEmpty() && other != null ? precedence(other, match) : null;
        int rank = misses.size() + (hostFits ? 0 : match.pathKey().isEmpty() ? FAR : 2);
        return new Ranked(rank, 0, hostFits, new Close(match, misses, yields));
    }

    /** Where nothing is taken, a path that begins alike may be a slip. */
    private @Nullable Ranked ofOtherPath(RouteMatch match) {
        String key = match.pathKey();
        int common = 0;
        while (common < Math.min(key.length(), path.length())
                && key.charAt(common) == path.charAt(common)) {
            common++;
        }
        if (common < 2 || match.path().kind() == PathKind.REGEX) {
            return null;
        }
        List<Miss> misses = new ArrayList<>(match.misses(head, effort));
        misses.addFirst(new Miss(Condition.PATH, 0));
        return new Ranked(3 + misses.size(), common, false, new Close(match, misses, null));
    }

    private boolean fitsPath(RouteMatch match) {
        String key = match.pathKey();
        return switch (match.path().kind()) {
            case EXACT -> path.equals(key);
            case PREFIX ->
                    key.isEmpty()
                            || path.startsWith(key)
                                    && (path.length() == key.length()
                                            || path.charAt(key.length()) == '/');
            case REGEX -> fitting.contains(match);
        };
    }

    /** How well the best of its hosts fits; {@link #NO_HOST}: none does. */
    private int specificity(RouteMatch match) {
        if (match.hosts().isEmpty()) {
            return ANY_HOST;
        }
        int best = NO_HOST;
        for (String named : match.hosts()) {
            best = Math.max(best, specificity(named.toLowerCase(Locale.ROOT)));
        }
        return best;
    }

    private int specificity(String named) {
        if (named.equals("*")) {
            return ANY_HOST;
        }
        if (named.startsWith("*.")) {
            boolean fits = host.endsWith(named.substring(1)) && host.length() >= named.length();
            return fits ? named.length() : NO_HOST;
        }
        return named.equals(host) ? Integer.MAX_VALUE : NO_HOST;
    }

    private Precedence precedence(RouteMatch first, RouteMatch second) {
        if (specificity(first) != specificity(second)) {
            return Precedence.HOST;
        }
        if (first.path().kind() != second.path().kind()) {
            return Precedence.PATH_KIND;
        }
        boolean prefix = first.path().kind() == PathKind.PREFIX;
        if (prefix && first.pathKey().length() != second.pathKey().length()) {
            return Precedence.PATH_LENGTH;
        }
        if (first.namesMethods() != second.namesMethods()) {
            return Precedence.METHOD;
        }
        if (first.headerConditions() != second.headerConditions()) {
            return Precedence.HEADERS;
        }
        return first.queryConditions() != second.queryConditions()
                ? Precedence.QUERY
                : Precedence.ORDER;
    }
}
