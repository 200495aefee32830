package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.PathNormalizer;
import io.xynergy.gateway.http.PathRefusal;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.pattern.Substitution;
import io.xynergy.gateway.pattern.Substitution.Replaced;
import io.xynergy.policy.PathNormalization;
import io.xynergy.policy.compiled.GatewayConfig.Rewrite;
import org.jspecify.annotations.Nullable;

/**
 * Writes the target that an upstream sees: another path, and the same query, before which a regular
 * expression may put one of its own.
 *
 * <p>The query of the client passes byte for byte, also an empty one with its question mark.
 */
public final class RewriteRule {

    private final PathChange change;
    private final byte @Nullable [] host;

    private RewriteRule(PathChange change, byte @Nullable [] host) {
        this.change = change;
        this.host = host;
    }

    static RewriteRule of(Rewrite rewrite) {
        String host = rewrite.host();
        return new RewriteRule(change(rewrite), host == null ? null : HostBytes.of(host));
    }

    private static PathChange change(Rewrite rewrite) {
        String prefix = rewrite.prefix();
        if (prefix != null) {
            return new PathChange.Prefix(new PrefixReplacement(prefix));
        }
        String path = rewrite.path();
        if (path != null) {
            return new PathChange.Whole(Bytes.of(PolicyPath.normal(path)));
        }
        String regex = rewrite.regex();
        if (regex != null) {
            String replacement = rewrite.replace() == null ? "" : rewrite.replace();
            return new PathChange.Regex(new Substitution(regex, replacement));
        }
        return new PathChange.None();
    }

    /** What upstreams get as Host; null: what the request has. */
    public byte @Nullable [] host() {
        return host;
    }

    /**
     * Whether a regular expression makes the target: {@link #replace} then, else {@link #write}.
     */
    public boolean isRegex() {
        return change instanceof PathChange.Regex;
    }

    /** Appends path and query to {@code to}; not for regular expressions. */
    public void write(RequestHead head, RouteMatch match, Output to) {
        switch (change) {
            case PathChange.None() -> to.put(head.bytes(), head.pathStart(), head.pathEnd());
            case PathChange.Prefix(PrefixReplacement prefix) -> prefix.write(head, match, to);
            case PathChange.Whole whole -> to.put(whole.path);
            case PathChange.Regex _ -> throw new IllegalStateException("may make no target");
        }
        int start = head.queryStart();
        if (head.queryEnd() > start || (start > 0 && head.bytes()[start - 1] == '?')) {
            to.put((byte) '?');
            to.put(head.bytes(), start, head.queryEnd());
        }
    }

    /**
     * Appends path and query, as a regular expression makes them, to {@code to}.
     *
     * @param effort once it is spent nothing is written and nothing is known
     * @return null, or why there is no target, as a sentence
     */
    public @Nullable String replace(RequestHead head, Route route, Effort effort, Output to) {
        if (!(change instanceof PathChange.Regex(Substitution substitution))) {
            throw new IllegalStateException("not made by a regular expression");
        }
        Replaced replaced = substitution.replace(head.path(), effort);
        return replaced == null ? "what it makes gets too long" : write(replaced, head, route, to);
    }

    private static @Nullable String write(
            Replaced replaced, RequestHead head, Route route, Output to) {
        int start = to.size();
        String problem = writePath(replaced.path().isEmpty() ? "/" : replaced.path(), route, to);
        if (problem != null) {
            to.truncate(start);
            return problem;
        }
        boolean ownQuery = !replaced.query().isEmpty();
        int query = head.queryStart();
        boolean clientsQuery = head.queryEnd() > query;
        if (ownQuery || clientsQuery || (query > 0 && head.bytes()[query - 1] == '?')) {
            to.put((byte) '?');
        }
        to.put(Bytes.of(replaced.query()));
        if (ownQuery && clientsQuery) {
            to.put((byte) '&');
        }
        to.put(head.bytes(), query, head.queryEnd());
        return null;
    }

    private static @Nullable String writePath(String path, Route route, Output to) {
        if (hasDotSegment(path)) {
            // Resolved, it would lead out of what the caller was authorised for.
            return "what it makes has a dot segment";
        }
        int start = to.size();
        to.put(Bytes.of(path));
        int end = to.size();
        int result =
                switch (route.normalization()) {
                    case FULL -> PathNormalizer.normalize(to.bytes(), start, end);
                    case SLASHES_KEPT -> PathNormalizer.normalizeEscapes(to.bytes(), start, end);
                    case NONE -> {
                        byte[] copy = Bytes.of(path);
                        yield PathNormalizer.normalizeEscapes(copy, 0, copy.length);
                    }
                };
        if (result < 0) {
            return "what it makes " + PathRefusal.of(result).message();
        }
        if (PathNormalizer.hasEncodedSlash(result) && !route.encodedSlashes()) {
            return "what it makes has an encoded slash, without allowEncodedSlashes";
        }
        if (route.normalization() != PathNormalization.NONE) {
            to.truncate(PathNormalizer.end(result));
        }
        return null;
    }

    /** A segment of one or two dots; in escapes they are refused by what normalises. */
    private static boolean hasDotSegment(String path) {
        int segment = 0;
        while (segment <= path.length()) {
            int slash = path.indexOf('/', segment);
            int end = slash < 0 ? path.length() : slash;
            String text = path.substring(segment, end);
            int parameters = text.indexOf(';');
            String name = parameters < 0 ? text : text.substring(0, parameters);
            if (name.equals(".") || name.equals("..")) {
                return true;
            }
            segment = end + 1;
        }
        return false;
    }

    /** The ways to change a path. */
    private sealed interface PathChange {

        record None() implements PathChange {}

        record Prefix(PrefixReplacement replacement) implements PathChange {}

        final class Whole implements PathChange {

            private final byte[] path;

            private Whole(byte[] path) {
                this.path = path;
            }
        }

        record Regex(Substitution substitution) implements PathChange {}
    }
}
