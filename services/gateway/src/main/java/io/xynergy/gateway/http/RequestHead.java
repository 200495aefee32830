package io.xynergy.gateway.http;

import java.nio.charset.StandardCharsets;

/**
 * The head of one request as offsets into the bytes it was read from; reused between requests.
 *
 * <p>The path is normalised where it lies (it never gets longer), so that routing, authorisation,
 * forwarding and the log see the same bytes.
 */
public final class RequestHead {

    final Fields fields = new Fields();
    int methodStart;
    int methodEnd;
    int targetStart;
    int targetEnd;
    int hostStart;
    int hostEnd;
    int pathStart;
    int pathEnd;
    int queryStart;
    int queryEnd;
    int minorVersion;

    /** The array that all offsets point into. */
    public byte[] bytes() {
        return fields.bytes();
    }

    public Fields fields() {
        return fields;
    }

    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    /** Where the host begins, as it was sent, without port; an empty range when there is none. */
    public int hostStart() {
        return hostStart;
    }

    public int hostEnd() {
        return hostEnd;
    }

    /** Where the normalised path begins; it starts with a slash unless the target is {@code *}. */
    public int pathStart() {
        return pathStart;
    }

    public int pathEnd() {
        return pathEnd;
    }

    /** Where the raw query begins, after its question mark; equals the end when there is none. */
    public int queryStart() {
        return queryStart;
    }

    public int queryEnd() {
        return queryEnd;
    }

    /** 0 or 1: the minor version of HTTP/1. */
    public int minorVersion() {
        return minorVersion;
    }

    /** The method as text: for logs and rare paths, as it allocates. */
    public String method() {
        return text(methodStart, methodEnd);
    }

    /** The normalised path as text: for logs and rare paths, as it allocates. */
    public String path() {
        return text(pathStart, pathEnd);
    }

    private String text(int start, int end) {
        return new String(fields.bytes(), start, end - start, StandardCharsets.ISO_8859_1);
    }
}
