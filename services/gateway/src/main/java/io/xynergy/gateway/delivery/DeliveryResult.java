package io.xynergy.gateway.delivery;

/** What became of a delivery; in lower case the value of a metric's label. */
enum DeliveryResult {
    /** It is in force. */
    TAKEN,
    /** Something newer is in force. */
    OUTDATED,
    /** It is no configuration that can be served. */
    REFUSED,
    /** There is no signature, or none in its form. */
    UNSIGNED,
    /** The signature is of another key or another text. */
    WRONG_SIGNATURE,
    /** A header is missing or not in its form, or the body is not what its coding says. */
    MALFORMED,
    /** The digest is of another document. */
    WRONG_DIGEST,
    /** The body is over its bound, as sent or unpacked. */
    TOO_LARGE,
    /** The body did not come in time, or not to its end. */
    INCOMPLETE,
    /** Too many deliveries at the same time. */
    BUSY
}
