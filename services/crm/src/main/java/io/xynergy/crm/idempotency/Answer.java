package io.xynergy.crm.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * An answer of status 201.
 *
 * @param location null: it has no such header
 * @param etag null: it has no such header
 * @param body JSON
 */
public record Answer(@Nullable String location, @Nullable String etag, byte[] body) {}
