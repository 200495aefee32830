package io.xynergy.crm.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * A response of status 201.
 *
 * @param location null: it has no such header
 * @param etag null: it has no such header
 * @param body JSON
 */
public record StoredResponse(@Nullable String location, @Nullable String etag, byte[] body) {}
