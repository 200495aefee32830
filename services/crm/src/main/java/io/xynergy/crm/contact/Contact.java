package io.xynergy.crm.contact;

import java.time.Instant;
import java.util.UUID;

/**
 * A contact as it is stored.
 *
 * @param version grows by one with each change; its entity tag
 * @param createdBy the user who made it
 */
public record Contact(
        UUID id,
        String tenant,
        long version,
        ContactData data,
        Instant createdAt,
        Instant updatedAt,
        String createdBy) {}
