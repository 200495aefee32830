package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists of matches by number, each in order of precedence and never empty.
 *
 * <p>Nearly all lists have one match without conditions; it is found without a look at the match
 * itself, which in a large table would have to come from far away in memory.
 */
final class MatchLists {

    private static final RouteMatch[] NO_MATCHES = {};

    private final RouteMatch[] heads;
    private final boolean[] headsAcceptAll;
    private final RouteMatch[][] tails;

    private MatchLists(List<List<RouteMatch>> lists) {
        heads = new RouteMatch[lists.size()];
        headsAcceptAll = new boolean[lists.size()];
        tails = new RouteMatch[lists.size()][];
        for (int list = 0; list < heads.length; list++) {
            List<RouteMatch> matches = lists.get(list);
            heads[list] = matches.getFirst();
            headsAcceptAll[list] = heads[list].acceptsAll();
            tails[list] = matches.size() == 1 ? NO_MATCHES : tail(matches);
        }
    }

    private static RouteMatch[] tail(List<RouteMatch> matches) {
        return matches.subList(1, matches.size()).toArray(RouteMatch[]::new);
    }

    /** The first match of a list that the request fulfils. */
    @Nullable RouteMatch first(int list, RequestHead head) {
        RouteMatch match = heads[list];
        if (headsAcceptAll[list] || match.accepts(head)) {
            return match;
        }
        for (RouteMatch other : tails[list]) {
            if (other.accepts(head)) {
                return other;
            }
        }
        return null;
    }

    /** Collects matches that come in order of precedence. */
    static final class Builder {

        private final List<List<RouteMatch>> lists = new ArrayList<>();

        /** Appends to a list, which may be the next new one. */
        void add(int list, RouteMatch match) {
            if (list == lists.size()) {
                lists.add(new ArrayList<>(1));
            }
            lists.get(list).add(match);
        }

        MatchLists build() {
            return new MatchLists(lists);
        }
    }
}
