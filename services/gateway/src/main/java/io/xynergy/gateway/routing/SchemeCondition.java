package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Origin;
import io.xynergy.gateway.http.RequestHead;

/** A condition on the scheme of the client's URL. */
enum SchemeCondition {
    HTTP,
    HTTPS;

    /**
     * The condition with a name.
     *
     * @throws IllegalArgumentException if it is no scheme of HTTP
     */
    static SchemeCondition of(String name) {
        return switch (name) {
            case "http" -> HTTP;
            case "https" -> HTTPS;
            default -> throw new IllegalArgumentException("match of scheme \"" + name + "\"");
        };
    }

    boolean accepts(RequestHead head) {
        Origin origin = head.origin();
        return (origin != null && origin.isSecure()) == (this == HTTPS);
    }
}
