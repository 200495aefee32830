package io.xynergy.gateway.outcome;

/** What was waited for when a deadline passed. */
public enum Phase {
    CLIENT_HEAD,
    CLIENT_BODY,
    CLIENT_WRITE,
    UPSTREAM_CONNECT,
    UPSTREAM_WRITE,
    UPSTREAM_HEAD,
    UPSTREAM_BODY,
    /** All attempts together. */
    REQUEST
}
