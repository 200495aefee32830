package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.PathNormalizer;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.policy.compiled.GatewayConfig.Rewrite;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the target that an upstream sees: another path, the same query.
 *
 * <p>The query passes byte for byte, also an empty one with its question mark.
 */
public final class RewriteRule {

    private static final int LONGEST_PATH = 64 * 1024;

    private final PathChange change;
    private final byte @Nullable [] host;

    private RewriteRule(PathChange change, byte @Nullable [] host) {
        this.change = change;
        this.host = host;
    }

    static RewriteRule of(Rewrite rewrite, LongAdder regexesGivenUp) {
        String host = rewrite.host();
        return new RewriteRule(
                change(rewrite, regexesGivenUp), host == null ? null : HostBytes.of(host));
    }

    private static PathChange change(Rewrite rewrite, LongAdder regexesGivenUp) {
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
            BoundedPattern pattern = new BoundedPattern(regex, regexesGivenUp);
            pattern.checkReplacement(replacement);
            return new PathChange.Regex(pattern, replacement);
        }
        return new PathChange.None();
    }

    /** What upstreams get as Host; null: what the request has. */
    public byte @Nullable [] host() {
        return host;
    }

    /**
     * Appends path and query to {@code to}.
     *
     * @return false when a regular expression made something that is no path
     */
    public boolean writeTarget(RequestHead head, RouteMatch match, Output to) {
        boolean written =
                switch (change) {
                    case PathChange.None() -> writePath(head, to);
                    case PathChange.Prefix(PrefixReplacement prefix) -> {
                        prefix.write(head, match, to);
                        yield true;
                    }
                    case PathChange.Whole whole -> {
                        to.put(whole.path);
                        yield true;
                    }
                    case PathChange.Regex regex ->
                            regex.write(head, to, match.route().encodedSlashes());
                };
        if (written) {
            writeQuery(head, to);
        }
        return written;
    }

    private static boolean writePath(RequestHead head, Output to) {
        to.put(head.bytes(), head.pathStart(), head.pathEnd());
        return true;
    }

    private static void writeQuery(RequestHead head, Output to) {
        int start = head.queryStart();
        if (head.queryEnd() > start || (start > 0 && head.bytes()[start - 1] == '?')) {
            to.put((byte) '?');
            to.put(head.bytes(), start, head.queryEnd());
        }
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

        record Regex(BoundedPattern pattern, String replacement) implements PathChange {

            boolean write(RequestHead head, Output to, boolean encodedSlashes) {
                String path = pattern.replaceAll(head.path(), replacement);
                if (path == null || path.length() > LONGEST_PATH) {
                    return false;
                }
                int start = to.size();
                to.put(Bytes.of(path));
                int result = PathNormalizer.normalize(to.bytes(), start, to.size());
                boolean slash = result >= 0 && PathNormalizer.hasEncodedSlash(result);
                if (result < 0 || (slash && !encodedSlashes)) {
                    to.truncate(start);
                    return false;
                }
                to.truncate(PathNormalizer.end(result));
                return true;
            }
        }
    }
}
