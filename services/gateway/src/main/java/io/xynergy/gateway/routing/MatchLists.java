package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of matches by number, each in order of precedence, in one array. */
final class MatchLists {

    private final int[] starts;
    private final RouteMatch[] matches;

    private MatchLists(int[] starts, RouteMatch[] matches) {
        this.starts = starts;
        this.matches = matches;
    }

    /** The first match of a list that the request fulfils. */
    @Nullable RouteMatch first(int list, RequestHead head) {
        for (int at = starts[list]; at < starts[list + 1]; at++) {
            if (matches[at].accepts(head)) {
                return matches[at];
            }
        }
        return null;
    }

    /** Collects matches that come in order of precedence. */
    static final class Builder {

        private final List<List<RouteMatch>> lists = new ArrayList<>();

        void add(int list, RouteMatch match) {
            while (lists.size() <= list) {
                lists.add(new ArrayList<>(1));
            }
            lists.get(list).add(match);
        }

        MatchLists build() {
            int[] starts = new int[lists.size() + 1];
            List<RouteMatch> matches = new ArrayList<>();
            for (int list = 0; list < lists.size(); list++) {
                matches.addAll(lists.get(list));
                starts[list + 1] = matches.size();
            }
            return new MatchLists(starts, matches.toArray(RouteMatch[]::new));
        }
    }
}
