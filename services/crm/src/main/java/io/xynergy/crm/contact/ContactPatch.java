package io.xynergy.crm.contact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.xynergy.crm.input.JsonInput;
import io.xynergy.crm.input.ObjectReader;
import io.xynergy.crm.input.Problems;
import java.nio.charset.StandardCharsets;

/** A change of some fields of a contact. */
public final class ContactPatch {

    private final ObjectNode patch;

    private ContactPatch(ObjectNode patch) {
        this.patch = patch;
    }

    /** Reads a patch; whether its values are right shows only when it is applied. */
    public static ContactPatch read(byte[] body, Problems problems) {
        ObjectNode patch = JsonInput.object(body);
        // a null for a field that there is not would change nothing, and go unnoticed
        new ObjectReader(patch, "", problems).knowsOnly(ContactReader.FIELDS);
        return new ContactPatch(patch);
    }

    /** The contact's data after the change; of use only if there were no problems. */
    public ContactData apply(ContactData data, ContactReader reader) {
        ObjectNode before = patch.objectNode();
        before.put("type", data.type());
        before.put("name", data.name());
        before.put("email", data.email());
        before.put("relationshipType", data.relationshipType());
        before.put("status", data.status());
        before.put("source", data.source());
        before.put("interactionCount", data.counts().interactions());
        before.put("emailCount", data.counts().emails());
        before.put("slackMessageCount", data.counts().slackMessages());
        before.set(
                CustomFields.FIELD,
                JsonInput.object(data.customFields().getBytes(StandardCharsets.UTF_8)));
        return reader.read((ObjectNode) MergePatch.apply(before, patch), "");
    }
}
