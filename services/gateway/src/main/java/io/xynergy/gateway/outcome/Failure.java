package io.xynergy.gateway.outcome;

/**
 * A request that could not be answered as asked.
 *
 * @param detail for the log and, in development, the client: what exactly happened, and where
 */
public record Failure(FailureKind kind, String detail) {}
