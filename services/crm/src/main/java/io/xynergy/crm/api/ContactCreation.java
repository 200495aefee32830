package io.xynergy.crm.api;

import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactData;
import io.xynergy.crm.idempotency.IdempotencyKey;
import io.xynergy.crm.idempotency.StoredResponse;
import io.xynergy.crm.idempotency.StoredResponses;
import io.xynergy.crm.store.ContactStore;
import io.xynergy.crm.store.NameWords;
import io.xynergy.crm.store.NewContact;
import io.xynergy.crm.uniqueness.EmailClaims;
import io.xynergy.kit.database.Database;
import io.xynergy.kit.database.Transaction;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.id.TimeOrderedIds;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.tenant.Caller;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Makes contacts: all of a request and its kept response, or nothing. */
final class ContactCreation {

    private final Database database;
    private final TimeOrderedIds ids;
    private final LongAdder created = new LongAdder();
    private final LongAdder replayed = new LongAdder();

    ContactCreation(Database database, TimeOrderedIds ids) {
        this.database = database;
        this.ids = ids;
    }

    void publish(Meters meters) {
        meters.counter(
                "xynergy_crm_contacts_created_total",
                "Contacts that were made",
                Labels.none(),
                created::sum);
        meters.counter(
                "xynergy_crm_responses_replayed_total",
                "Requests that got the response of the same one before, by its Idempotency-Key",
                Labels.none(),
                replayed::sum);
    }

    /**
     * What is to be made.
     *
     * @param emailField what the request calls the address of the contact with an index
     * @param response to the request once they are made
     */
    record Wanted(
            List<ContactData> contacts,
            IntFunction<String> emailField,
            Function<List<Contact>, StoredResponse> response) {}

    /**
     * A response.
     *
     * @param replayed whether it is that of the same request before
     */
    record Created(StoredResponse response, boolean replayed) {}

    /**
     * Makes contacts, in the order in which they are wanted.
     *
     * @param key null: the same request would make them once more
     * @throws ProblemException 409 or 422 by the key, 409 for addresses that others have
     */
    Created create(Caller caller, @Nullable IdempotencyKey key, Wanted wanted) {
        List<NewContact> contacts =
                wanted.contacts().stream().map(data -> new NewContact(ids.next(), data)).toList();
        Created result =
                database.inTenant(
                        caller.tenant(),
                        transaction -> {
                            StoredResponse before =
                                    key == null ? null : served(transaction, caller, key);
                            if (before != null) {
                                return new Created(before, true);
                            }
                            StoredResponse response =
                                    wanted.response()
                                            .apply(insert(transaction, caller, contacts, wanted));
                            if (key != null) {
                                StoredResponses.keep(transaction, caller.tenant(), key, response);
                            }
                            return new Created(response, false);
                        });
        if (result.replayed()) {
            replayed.increment();
        } else {
            created.add(contacts.size());
        }
        return result;
    }

    private static @Nullable StoredResponse served(
            Transaction transaction, Caller caller, IdempotencyKey key) throws SQLException {
        return switch (StoredResponses.begin(transaction, caller.tenant(), key)) {
            case StoredResponses.Known.New _ -> null;
            case StoredResponses.Known.Served served -> served.response();
            case StoredResponses.Known.Other _ ->
                    throw new ProblemException(
                            Problem.of(
                                    422,
                                    "idempotency_key_reused",
                                    "Another request was served under this Idempotency-Key."));
            case StoredResponses.Known.UnderWay _ ->
                    throw new ProblemException(
                            Problem.passing(
                                    409,
                                    "request_under_way",
                                    "A request with this Idempotency-Key is being served."));
        };
    }

    private static List<Contact> insert(
            Transaction transaction, Caller caller, List<NewContact> contacts, Wanted wanted)
            throws SQLException {
        if (EmailClaims.begin(transaction)) {
            claim(transaction, caller, contacts, wanted.emailField());
        }
        List<Contact> stored = new ArrayList<>(contacts.size());
        for (int i = 0; i < contacts.size(); i += ContactStore.STATEMENT_ROWS) {
            int end = Math.min(contacts.size(), i + ContactStore.STATEMENT_ROWS);
            stored.addAll(ContactStore.insert(transaction, caller, contacts.subList(i, end)));
        }
        NameWords.add(
                transaction,
                caller.tenant(),
                contacts.stream().map(contact -> contact.data().nameKey()).toList());
        return stored;
    }

    private static void claim(
            Transaction transaction,
            Caller caller,
            List<NewContact> contacts,
            IntFunction<String> field)
            throws SQLException {
        SortedMap<String, UUID> wanted = new TreeMap<>();
        for (NewContact contact : contacts) {
            String email = contact.data().emailKey();
            if (email != null) {
                wanted.putIfAbsent(email, contact.id());
            }
        }
        Set<String> taken = EmailClaims.claim(transaction, caller.tenant(), wanted);
        List<Problem.Detail> details = new ArrayList<>();
        for (int i = 0; i < contacts.size(); i++) {
            String email = contacts.get(i).data().emailKey();
            if (email == null) {
                continue;
            }
            if (taken.contains(email)) {
                details.add(Duplicates.taken(field.apply(i)));
            } else if (!contacts.get(i).id().equals(wanted.get(email))) {
                details.add(
                        new Problem.Detail(
                                field.apply(i), "another contact of the batch has this address"));
            }
        }
        if (!details.isEmpty()) {
            throw Duplicates.of(details);
        }
    }
}
