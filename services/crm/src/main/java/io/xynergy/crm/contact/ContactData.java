package io.xynergy.crm.contact;

import org.jspecify.annotations.Nullable;

/**
 * What clients say about a contact.
 *
 * @param name null: only the address is known
 * @param email null: only the name is known
 * @param customFields a JSON object
 */
public record ContactData(
        String type,
        @Nullable String name,
        @Nullable String email,
        String relationshipType,
        String status,
        String source,
        Counts counts,
        String customFields) {

    /** How often somebody was in touch with the contact, and by what. */
    public record Counts(int interactions, int emails, int slackMessages) {}

    /** The name folded for order and search; empty without one. */
    public String nameKey() {
        return name == null ? "" : FoldedText.key(name);
    }

    /** The address in the form in which two are equal. */
    public @Nullable String emailKey() {
        return email == null ? null : EmailAddress.key(email);
    }
}
