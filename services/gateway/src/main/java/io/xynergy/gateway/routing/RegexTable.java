package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The matches of each host by a regular expression over the whole path, tried in order. */
final class RegexTable {

    private static final Entry[] NO_ENTRIES = {};

    private final Entry[][] entries;

    private RegexTable(Entry[][] entries) {
        this.entries = entries;
    }

    @Nullable RouteMatch find(int host, RequestHead head) {
        Entry[] candidates = entries[host];
        if (candidates.length == 0) {
            return null;
        }
        String path = null;
        for (Entry entry : candidates) {
            if (!entry.beginsLike(head) || !entry.match.accepts(head)) {
                continue;
            }
            path = path == null ? head.path() : path;
            if (entry.pattern.matches(path)) {
                return entry.match;
            }
        }
        return null;
    }

    /**
     * The letters that every path matched by a regular expression begins with, as far as that is
     * plain to see; they spare the matcher most paths.
     */
    static String literalStart(String regex) {
        if (regex.indexOf('|') >= 0) {
            return "";
        }
        int end = 0;
        while (end < regex.length() && isLiteral(regex.charAt(end))) {
            end++;
        }
        boolean lastMayRepeat = end < regex.length() && "?*+{".indexOf(regex.charAt(end)) >= 0;
        return regex.substring(0, lastMayRepeat ? Math.max(0, end - 1) : end);
    }

    private static boolean isLiteral(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || "/_-~%!@,;:=".indexOf(c) >= 0);
    }

    private static final class Entry {

        private final byte[] literalStart;
        private final BoundedPattern pattern;
        private final RouteMatch match;

        Entry(byte[] literalStart, BoundedPattern pattern, RouteMatch match) {
            this.literalStart = literalStart;
            this.pattern = pattern;
            this.match = match;
        }

        boolean beginsLike(RequestHead head) {
            int start = head.pathStart();
            int end = start + literalStart.length;
            return end <= head.pathEnd() && Ascii.equals(head.bytes(), start, end, literalStart);
        }
    }

    /** Collects matches that come in order of precedence. */
    static final class Builder {

        private final List<List<Entry>> entries = new ArrayList<>();
        private final LongAdder regexesGivenUp;

        Builder(LongAdder regexesGivenUp) {
            this.regexesGivenUp = regexesGivenUp;
        }

        void add(int host, RouteMatch match) {
            while (entries.size() <= host) {
                entries.add(new ArrayList<>());
            }
            String regex = match.pathKey();
            BoundedPattern pattern = new BoundedPattern(regex, regexesGivenUp);
            byte[] literalStart = Bytes.of(literalStart(regex));
            entries.get(host).add(new Entry(literalStart, pattern, match));
        }

        RegexTable build(int hosts) {
            Entry[][] table = new Entry[hosts][];
            for (int host = 0; host < hosts; host++) {
                boolean some = host < entries.size() && !entries.get(host).isEmpty();
                table[host] = some ? entries.get(host).toArray(Entry[]::new) : NO_ENTRIES;
            }
            return new RegexTable(table);
        }
    }
}
