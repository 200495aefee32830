package io.xynergy.crm.contact;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.xynergy.crm.input.JsonInput;
import io.xynergy.crm.input.Problems;
import io.xynergy.policy.document.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads many contacts from {@code {"contacts":[…]}} or from the array alone, one after the other,
 * so that only one of them is a tree at a time.
 */
public final class BatchReader {

    /** Most contacts of a batch. */
    public static final int MOST = 1000;

    private static final String FIELD = "contacts";

    private final Problems problems;
    private final ContactReader reader;
    private final List<ContactData> contacts = new ArrayList<>();
    private boolean found;
    private int count;

    private BatchReader(String tenant, Problems problems) {
        this.problems = problems;
        this.reader = new ContactReader(tenant, problems);
    }

    /** Reads contacts; what it gives back is of use only if there were no problems. */
    public static List<ContactData> read(byte[] body, String tenant, Problems problems) {
        return JsonInput.read(body, json -> new BatchReader(tenant, problems).document(json));
    }

    private List<ContactData> document(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case START_ARRAY -> array(json);
            case START_OBJECT -> object(json);
            default ->
                    throw JsonInput.refused(
                            "The body has to be {\"contacts\":[…]}, or the array alone.");
        }
        if (count > MOST) {
            problems.add(FIELD, "expected at most %d, found %d".formatted(MOST, count));
        } else if (found && count == 0) {
            problems.add(FIELD, "expected at least one contact, found none");
        } else if (!found) {
            problems.add(FIELD, "is missing");
        }
        return contacts;
    }

    private void object(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals(FIELD) && value == JsonToken.START_ARRAY) {
                array(json);
            } else if (name.equals(FIELD)) {
                found = true;
                count = 1;
                problems.add(FIELD, "expected an array");
                json.skipChildren();
            } else {
                problems.add(
                        name, "there is no such field" + Suggestion.ending(name, List.of(FIELD)));
                json.skipChildren();
            }
        }
    }

    private void array(JsonParser json) throws IOException {
        found = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String path = FIELD + '[' + count + ']';
            count++;
            if (count > MOST) {
                json.skipChildren();
            } else if (json.currentToken() == JsonToken.START_OBJECT) {
                ObjectNode contact = JsonInput.node(json);
                contacts.add(reader.read(contact, path));
            } else {
                problems.add(path, "expected an object");
                json.skipChildren();
            }
        }
    }
}
