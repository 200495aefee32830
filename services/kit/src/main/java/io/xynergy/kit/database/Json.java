package io.xynergy.kit.database;

/**
 * A value for a column of type {@code jsonb}.
 *
 * @param text well-formed JSON
 */
public record Json(String text) {}
