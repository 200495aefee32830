package io.xynergy.crm.api;

import io.xynergy.crm.contact.ContactReader;
import io.xynergy.crm.contact.EmailAddress;
import io.xynergy.crm.contact.FoldedText;
import io.xynergy.crm.input.Problems;
import io.xynergy.crm.input.QueryString;
import io.xynergy.crm.store.Filters;
import io.xynergy.crm.store.Sort;
import io.xynergy.policy.document.Suggestion;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request for a list asks for.
 *
 * @param text to search for; null: all contacts that pass the filters, in the given order
 * @param cursor where a page before this one ended; null: from the beginning
 */
record ContactQuery(
        Filters filters, Sort sort, @Nullable String text, int limit, @Nullable String cursor) {

    static final int MOST = 100;
    static final int USUAL = 50;

    private static final int LONGEST_TEXT = 100;
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_CURSOR = 4000;
    private static final int LONGEST_TIME = 40;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** The parameters that there are. */
    static final List<String> PARAMETERS =
            List.of(
                    "limit",
                    "cursor",
                    "status",
                    "type",
                    "source",
                    "name",
                    "email",
                    "q",
                    "sort",
                    "updatedSince");

    /** Reads a query; what it gives back is of use only if there were no problems. */
    static ContactQuery read(String raw, Problems problems) {
        QueryString query = QueryString.read(raw, PARAMETERS, problems);
        String text = query.line("q", LONGEST_TEXT);
        if (text != null) {
            for (String other : List.of("sort", "name", "email")) {
                if (query.has(other)) {
                    problems.add(other, "cannot be combined with q, which has its own order");
                }
            }
        }
        return new ContactQuery(
                filters(query, problems),
                sort(query, problems),
                text,
                query.number("limit", USUAL, 1, MOST),
                query.line("cursor", LONGEST_CURSOR));
    }

    private static Filters filters(QueryString query, Problems problems) {
        String name = query.line("name", ContactReader.LONGEST_NAME);
        String nameKey = name == null ? null : FoldedText.key(name);
        if (nameKey != null && nameKey.isEmpty() && problems.count() == 0) {
            problems.add("name", "has neither letters nor digits");
        }
        String email = query.line("email", LONGEST_EMAIL);
        return new Filters(
                query.line("status", ContactReader.LONGEST_WORD),
                query.line("type", ContactReader.LONGEST_WORD),
                query.line("source", ContactReader.LONGEST_WORD),
                nameKey,
                email == null ? null : EmailAddress.key(email),
                time(query, problems));
    }

    private static @Nullable Instant time(QueryString query, Problems problems) {
        String text = query.line("updatedSince", LONGEST_TIME);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeParseException _) {
            // told below
        }
        problems.add(
                "updatedSince",
                "expected a time such as 2026-11-24T10:00:00Z; a plus sign is written %2B");
        return null;
    }

    private static Sort sort(QueryString query, Problems problems) {
        String text = query.line("sort", LONGEST_TIME);
        if (text == null) {
            return Sort.CREATED_LAST_FIRST;
        }
        return Sort.of(text)
                .orElseGet(() -> {
                    problems.add(
                            "sort",
                            "expected one of "
                                    + String.join(", ", Sort.texts())
                                    + Suggestion.ending(text, Sort.texts()));
                    return Sort.CREATED_LAST_FIRST;
                });
    }

    /** All that has to stay the same from one page to the next; two queries never share one. */
    String identity(String tenant) {
        var identity = new StringBuilder();
        for (Object part :
                new @Nullable Object[] {
                    tenant,
                    text,
                    sort,
                    filters.status(),
                    filters.type(),
                    filters.source(),
                    filters.nameKey(),
                    filters.emailKey(),
                    filters.updatedSince()
                }) {
            String shown = part == null ? "" : part.toString();
            identity.append(part == null ? -1 : shown.length()).append(':').append(shown);
        }
        return identity.toString();
    }
}
