package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;

/** Puts another prefix in the place of the matched one, with exactly one slash where they meet. */
final class PrefixReplacement {

    private final byte[] whole;
    private final byte[] beforeSlash;

    /**
     * @param prefix a path, or nothing for the root
     */
    PrefixReplacement(String prefix) {
        String path = prefix.isEmpty() ? "/" : PolicyPath.normal(prefix);
        this.whole = Bytes.of(path);
        this.beforeSlash =
                path.endsWith("/") ? Bytes.of(path.substring(0, path.length() - 1)) : whole;
    }

    /** Whether the path stays as it is. */
    boolean changesNothing(RequestHead head, RouteMatch match) {
        byte[] bytes = head.bytes();
        int rest = match.matchedEnd(head);
        return rest >= head.pathEnd()
                ? Ascii.equals(bytes, head.pathStart(), head.pathEnd(), whole)
                : Ascii.equals(bytes, head.pathStart(), rest, beforeSlash);
    }

    void write(RequestHead head, RouteMatch match, Output to) {
        int restStart = match.matchedEnd(head);
        int restEnd = head.pathEnd();
        if (restStart >= restEnd) {
            to.put(whole);
        } else {
            to.put(beforeSlash);
            to.put(head.bytes(), restStart, restEnd);
        }
    }
}
