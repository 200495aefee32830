package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The matches of each host by their exact path or path prefix.
 *
 * <p>One pass over the path hashes it and tries a prefix at the end of each path element; each
 * prefix knows the next shorter one, so that all that match can compete from long to short.
 */
final class PathTable {

    private final KeyTable exact;
    private final KeyTable prefixes;
    private final MatchLists exactMatches;
    private final MatchLists prefixMatches;
    private final int[] shorter;
    private final int[] rootPrefixes;

    private PathTable(Builder builder, int hosts) {
        exact = builder.exact.build();
        prefixes = builder.prefixes.build();
        exactMatches = builder.exactMatches.build(exact);
        prefixMatches = builder.prefixMatches.build(prefixes);
        shorter = new int[prefixes.places()];
        builder.prefixes.forEach((number, host, prefix) ->
                shorter[prefixes.place(number)] = prefixes.place(builder.shorter(host, prefix)));
        rootPrefixes = new int[hosts];
        Arrays.setAll(rootPrefixes, host -> prefixes.place(builder.prefixes.get(host, "")));
    }

    /** The best match by exact path or by prefix among those of one host. */
    @Nullable RouteMatch find(int host, RequestHead head, Effort effort) {
        byte[] bytes = head.bytes();
        int start = head.pathStart();
        int end = head.pathEnd();
        int prefix = rootPrefixes[host];
        int hash = KeyTable.START;
        int at = start;
        int last = Math.min(end, start + Math.max(exact.longest(), prefixes.longest()));
        for (; at < last; at++) {
            byte b = bytes[at];
            if (b == '/' && at > start) {
                prefix = longer(prefix, prefixes.find(host, hash, bytes, start, at));
            }
            hash = KeyTable.next(hash, b);
        }
        if (at == end || bytes[at] == '/') {
            prefix = longer(prefix, prefixes.find(host, hash, bytes, start, at));
        }
        if (at == end) {
            int path = exact.find(host, hash, bytes, start, end);
            RouteMatch match = path < 0 ? null : exactMatches.first(path, head, effort);
            if (match != null) {
                return match;
            }
        }
        return findFromLongToShort(prefix, head, effort);
    }

    private @Nullable RouteMatch findFromLongToShort(int longest, RequestHead head, Effort effort) {
        for (int prefix = longest; prefix >= 0; prefix = shorter[prefix]) {
            RouteMatch match = prefixMatches.first(prefix, head, effort);
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private static int longer(int known, int found) {
        return found < 0 ? known : found;
    }

    /** Collects matches that come in order of precedence. */
    static final class Builder {

        private final KeyTable.Builder exact = new KeyTable.Builder(false);
        private final KeyTable.Builder prefixes = new KeyTable.Builder(false);
        private final MatchLists.Builder exactMatches = new MatchLists.Builder();
        private final MatchLists.Builder prefixMatches = new MatchLists.Builder();

        void addExact(int host, RouteMatch match) {
            exactMatches.add(exact.add(host, match.pathKey()), match);
        }

        void addPrefix(int host, RouteMatch match) {
            prefixMatches.add(prefixes.add(host, match.pathKey()), match);
        }

        PathTable build(int hosts) {
            return new PathTable(this, hosts);
        }

        private int shorter(int host, String prefix) {
            for (int end = prefix.lastIndexOf('/'); end >= 0; ) {
                int found = prefixes.get(host, prefix.substring(0, end));
                if (found >= 0) {
                    return found;
                }
                end = end == 0 ? -1 : prefix.lastIndexOf('/', end - 1);
            }
            return KeyTable.NONE;
        }
    }
}
