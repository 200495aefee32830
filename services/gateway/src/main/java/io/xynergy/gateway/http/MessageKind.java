package io.xynergy.gateway.http;

/**
 * Which rules hold where a message departs from the grammar.
 *
 * <p>A request that two programs could read differently is refused, whoever sends it. What an
 * upstream sends is read as RFC 9112 allows recipients to read it, and passed on in the one form
 * that has no second reading.
 */
public enum MessageKind {
    REQUEST,
    RESPONSE
}
