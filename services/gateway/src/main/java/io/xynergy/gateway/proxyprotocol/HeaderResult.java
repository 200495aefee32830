package io.xynergy.gateway.proxyprotocol;

/** How a connection of a load balancer began; in lower case the values of a metric's label. */
enum HeaderResult {
    /** With a header of version 1 that names its client. */
    V1,
    /** With a header of version 2 that names its client. */
    V2,
    /** With a header that names nobody: the load balancer's own, such as a health check. */
    LOCAL,
    /** Without a header, which is allowed. */
    ABSENT,
    /** Without a header, which is required: closed. */
    MISSING,
    /** With a header that breaks the protocol: closed. */
    INVALID,
    /** With a header that is longer than any that is read: closed. */
    TOO_LARGE,
    /** With a header that is not the one that its checksum was made of: closed. */
    CHECKSUM,
    /** With less than a header for too long: closed. */
    TIMEOUT,
    /** With less than a header, and then its end. */
    TRUNCATED
}
