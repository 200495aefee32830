package io.xynergy.gateway.outcome;

/** Limits on the size of messages. */
public enum Limit {
    /** Of a request's method or target. */
    REQUEST_LINE,
    /** Of a request's header fields, or of their number. */
    HEADERS,
    /** Of a request's body. */
    BODY,
    /** Of the extensions of a request's chunks, or of its trailers. */
    CHUNK_FRAMING,
    /** Of the head of an upstream's response. */
    RESPONSE_HEAD,
    /** Of the body of an upstream's response. */
    RESPONSE_BODY
}
