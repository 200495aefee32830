package io.xynergy.crm.store;

import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.paging.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some contacts in order.
 *
 * @param end where the next page begins; null: there is none
 */
public record Page(List<Contact> items, @Nullable Position end) {

    public Page {
        items = List.copyOf(items);
    }

    /** A contact and its place in the order. */
    record Hit(Contact contact, Position position) {}

    /** The page of the first hits; there is a next one if there are more than fit. */
    static Page of(List<Hit> hits, int limit) {
        List<Contact> items = hits.stream().limit(limit).map(Hit::contact).toList();
        return new Page(items, hits.size() > limit ? hits.get(limit - 1).position() : null);
    }
}
