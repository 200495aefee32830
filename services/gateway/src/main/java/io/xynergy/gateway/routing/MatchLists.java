package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists of matches by number, each in order of precedence and never empty.
 *
 * <p>Nearly all lists begin with a match without conditions; it is found without a look at the list
 * or at the match itself, which in a large table would have to come from far away in memory.
 */
final class MatchLists {

    /** The first match of each list if it accepts all requests, else null. */
    private final @Nullable RouteMatch[] unconditional;

    private final RouteMatch[][] lists;

    private MatchLists(List<List<RouteMatch>> lists) {
        this.unconditional = new RouteMatch[lists.size()];
        this.lists = new RouteMatch[lists.size()][];
        for (int list = 0; list < lists.size(); list++) {
            RouteMatch first = lists.get(list).getFirst();
            this.unconditional[list] = first.acceptsAll() ? first : null;
            this.lists[list] = lists.get(list).toArray(RouteMatch[]::new);
        }
    }

    /** The first match of a list that the request fulfils. */
    @Nullable RouteMatch first(int list, RequestHead head) {
        RouteMatch match = unconditional[list];
        return match == null ? firstAccepting(lists[list], head) : match;
    }

    private static @Nullable RouteMatch firstAccepting(RouteMatch[] matches, RequestHead head) {
        for (RouteMatch match : matches) {
            if (match.accepts(head)) {
                return match;
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
