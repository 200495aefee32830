package io.xynergy.policy;

import java.util.List;

/** Request methods, by what RFC 9110 says of them. */
public final class HttpMethods {

    /** Doing it twice is like doing it once (RFC 9110, 9.2.2). */
    public static final List<String> IDEMPOTENT =
            List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private HttpMethods() {}
}
