package io.xynergy.crm.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which contacts are asked for; null is no filter.
 *
 * @param nameKey what the folded name begins with
 * @param emailKey the address in the form in which two are equal
 * @param updatedSince this time or later
 */
public record Filters(
        @Nullable String status,
        @Nullable String type,
        @Nullable String source,
        @Nullable String nameKey,
        @Nullable String emailKey,
        @Nullable Instant updatedSince) {

    /** All contacts. */
    public static final Filters NONE = new Filters(null, null, null, null, null, null);

    void addTo(Sql sql) {
        sql.and("c.status = ?", status);
        sql.and("c.type = ?", type);
        sql.and("c.source = ?", source);
        if (nameKey != null) {
            sql.and("c.name_key >= ? and c.name_key < ?", nameKey, NamePrefix.end(nameKey));
        }
        sql.and("c.email_key = ?", emailKey);
        sql.and("c.updated_at >= ?", updatedSince);
    }
}
