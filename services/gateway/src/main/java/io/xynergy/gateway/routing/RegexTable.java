package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.pattern.PatternSet;
import io.xynergy.gateway.pattern.Patterns;
import io.xynergy.gateway.pattern.TextPattern;
import io.xynergy.policy.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The matches of each host by a regular expression over the whole path; the first one in order of
 * precedence wins.
 *
 * <p>Expressions are matched in groups, each by one pass over the path. Those that begin alike are
 * in one group, so that most groups are left after a few bytes.
 */
final class RegexTable {

    private static final HostEntries NO_ENTRIES = new HostEntries(new Group[0], new Other[0]);

    private final HostEntries[] hosts;

    private RegexTable(HostEntries[] hosts) {
        this.hosts = hosts;
    }

    @Nullable RouteMatch find(int host, RequestHead head, Effort effort) {
        return hosts[host].find(head, effort);
    }

    /** All matches of a host whose expression fits the path, whatever their other conditions. */
    Set<RouteMatch> fitting(int host, RequestHead head, Effort effort) {
        Set<RouteMatch> fitting = new HashSet<>();
        for (Group group : hosts[host].groups) {
            group.addFitting(head, effort, fitting);
        }
        for (Other other : hosts[host].others) {
            if (beginsWith(head, other.literalStart)
                    && other.pattern.matches(
                            head.bytes(), head.pathStart(), head.pathEnd(), effort)) {
                fitting.add(other.entry.match);
            }
        }
        return fitting;
    }

    private static boolean beginsWith(RequestHead head, byte[] letters) {
        int start = head.pathStart();
        int end = start + letters.length;
        return end <= head.pathEnd() && Ascii.equals(head.bytes(), start, end, letters);
    }

    /** An expression and its place in the order of precedence. */
    private record Entry(int rank, LinearPattern pattern, RouteMatch match) {}

    /** What is known of one host. */
    private static final class HostEntries {

        private final Group[] groups;

        /** In order. */
        private final Other[] others;

        HostEntries(Group[] groups, Other[] others) {
            this.groups = groups;
            this.others = others;
        }

        @Nullable RouteMatch find(RequestHead head, Effort effort) {
            Entry best = null;
            for (Group group : groups) {
                best = group.better(best, head, effort);
            }
            for (Other other : others) {
                if (best != null && best.rank < other.entry.rank) {
                    break;
                }
                if (other.accepts(head, effort)) {
                    best = other.entry;
                    break;
                }
            }
            return best == null ? null : best.match;
        }
    }

    /** An expression that only the library matches. */
    private static final class Other {

        private final Entry entry;
        private final TextPattern pattern;
        private final byte[] literalStart;

        Other(Entry entry, Patterns patterns) {
            this.entry = entry;
            this.pattern = patterns.text(entry.pattern.regex());
            this.literalStart = Bytes.of(entry.pattern.literalStart());
        }

        boolean accepts(RequestHead head, Effort effort) {
            return beginsWith(head, literalStart)
                    && entry.match.accepts(head, effort)
                    && pattern.matches(head.bytes(), head.pathStart(), head.pathEnd(), effort);
        }
    }

    /** Expressions that are matched together, in order. */
    private static final class Group {

        private final Entry[] entries;
        private final PatternSet set;

        /** With what every path begins that any of them matches. */
        private final byte[] commonStart;

        Group(List<Entry> entries, Patterns patterns) {
            this.entries = entries.toArray(Entry[]::new);
            this.set = patterns.set(entries.stream().map(Entry::pattern).toList());
            this.commonStart =
                    Bytes.of(
                            entries.stream()
                                    .map(entry -> entry.pattern.literalStart())
                                    .reduce(Group::common)
                                    .orElse(""));
        }

        private static String common(String one, String other) {
            int end = 0;
            int limit = Math.min(one.length(), other.length());
            while (end < limit && one.charAt(end) == other.charAt(end)) {
                end++;
            }
            return one.substring(0, end);
        }

        void addFitting(RequestHead head, Effort effort, Set<RouteMatch> to) {
            if (beginsWith(head, commonStart)) {
                long matched = set.match(head.bytes(), head.pathStart(), head.pathEnd(), effort);
                for (; matched != 0; matched &= matched - 1) {
                    to.add(entries[Long.numberOfTrailingZeros(matched)].match);
                }
            }
        }

        int firstRank() {
            return entries[0].rank;
        }

        /** The best entry of this group, if it comes before the one that is known. */
        @Nullable Entry better(@Nullable Entry known, RequestHead head, Effort effort) {
            int limit = known == null ? Integer.MAX_VALUE : known.rank;
            if (entries[0].rank > limit || !beginsWith(head, commonStart)) {
                return known;
            }
            long matched = set.match(head.bytes(), head.pathStart(), head.pathEnd(), effort);
            while (matched != 0) {
                Entry entry = entries[Long.numberOfTrailingZeros(matched)];
                if (entry.rank > limit) {
                    return known;
                }
                if (entry.match.accepts(head, effort)) {
                    return entry;
                }
                matched &= matched - 1;
            }
            return known;
        }
    }

    /** Collects matches that come in order of precedence. */
    static final class Builder {

        private static final Comparator<Entry> BY_BEGINNING =
                Comparator.comparing((Entry entry) -> entry.pattern().literalStart())
                        .thenComparingInt(Entry::rank);

        /** Of one group: its states are sets of its instructions. */
        private static final int MOST_INSTRUCTIONS = 4_096;

        private final List<List<Entry>> entries = new ArrayList<>();
        private final Patterns patterns;
        private int rank;

        Builder(Patterns patterns) {
            this.patterns = patterns;
        }

        void add(int host, RouteMatch match) {
            while (entries.size() <= host) {
                entries.add(new ArrayList<>());
            }
            LinearPattern pattern = LinearPattern.of(match.pathKey());
            entries.get(host).add(new Entry(rank++, pattern, match));
        }

        RegexTable build(int hosts) {
            HostEntries[] table = new HostEntries[hosts];
            for (int host = 0; host < hosts; host++) {
                boolean some = host < entries.size() && !entries.get(host).isEmpty();
                table[host] = some ? build(entries.get(host)) : NO_ENTRIES;
            }
            return new RegexTable(table);
        }

        private HostEntries build(List<Entry> all) {
            List<Group> groups = new ArrayList<>();
            List<Entry> group = new ArrayList<>();
            int size = 0;
            for (Entry entry : all.stream().sorted(BY_BEGINNING).toList()) {
                if (entry.pattern.isForeign()) {
                    continue;
                }
                boolean full = size + entry.pattern.size() > MOST_INSTRUCTIONS;
                if (!group.isEmpty() && (full || group.size() == PatternSet.MOST)) {
                    groups.add(group(group));
                    group.clear();
                    size = 0;
                }
                group.add(entry);
                size += entry.pattern.size();
            }
            if (!group.isEmpty()) {
                groups.add(group(group));
            }
            groups.sort(Comparator.comparingInt(Group::firstRank));
            Other[] others =
                    all.stream()
                            .filter(entry -> entry.pattern.isForeign())
                            .map(entry -> new Other(entry, patterns))
                            .toArray(Other[]::new);
            return new HostEntries(groups.toArray(Group[]::new), others);
        }

        private Group group(List<Entry> entries) {
            return new Group(
                    entries.stream().sorted(Comparator.comparingInt(Entry::rank)).toList(),
                    patterns);
        }
    }
}
