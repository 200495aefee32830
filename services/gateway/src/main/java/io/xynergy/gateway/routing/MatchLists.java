package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists of matches by the place of their key, each in order of precedence and never empty.
 *
 * <p>Nearly all lists begin with a match without conditions; it is found without a look at the list
 * or at the match itself, which in a large table would have to come from far away in memory.
 */
final class MatchLists {

    /** The first match of each list if it accepts all requests, else null. */
    private final @Nullable RouteMatch[] unconditional;

    private final RouteMatch[][] lists;

    private MatchLists(List<List<RouteMatch>> byNumber, KeyTable keys) {
        unconditional = new RouteMatch[keys.places()];
        lists = new RouteMatch[keys.places()][];
        for (int number = 0; number < byNumber.size(); number++) {
            List<RouteMatch> matches = byNumber.get(number);
            int place = keys.place(number);
            unconditional[place] = matches.getFirst().acceptsAll() ? matches.getFirst() : null;
            lists[place] = matches.toArray(RouteMatch[]::new);
        }
    }

    /** The first match of the key at a place that the request fulfils. */
    @Nullable RouteMatch first(int place, RequestHead head, Effort effort) {
        RouteMatch match = unconditional[place];
        return match == null ? firstAccepting(lists[place], head, effort) : match;
    }

    private static @Nullable RouteMatch firstAccepting(
            RouteMatch[] matches, RequestHead head, Effort effort) {
        for (RouteMatch match : matches) {
            if (match.accepts(head, effort)) {
                return match;
            }
        }
        return null;
    }

    /** Collects matches that come in order of precedence. */
    static final class Builder {

        private final List<List<RouteMatch>> lists = new ArrayList<>();

        /** Appends to the list of a key's number, which may be the next new one. */
        void add(int number, RouteMatch match) {
            if (number == lists.size()) {
                lists.add(new ArrayList<>(1));
            }
            lists.get(number).add(match);
        }

        MatchLists build(KeyTable keys) {
            return new MatchLists(lists, keys);
        }
    }
}
