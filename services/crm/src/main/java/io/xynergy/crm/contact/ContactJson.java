package io.xynergy.crm.contact;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes contacts as clients see them. */
public final class ContactJson {

    private ContactJson() {}

    /** Writes one contact as a value. */
    public static void write(JsonGenerator json, Contact contact) throws IOException {
        ContactData data = contact.data();
        json.writeStartObject();
        json.writeStringField("id", contact.id().toString());
        json.writeStringField("tenantId", contact.tenant());
        json.writeStringField("type", data.type());
        json.writeStringField("name", data.name());
        json.writeStringField("email", data.email());
        json.writeStringField("relationshipType", data.relationshipType());
        json.writeStringField("status", data.status());
        json.writeStringField("source", data.source());
        json.writeNumberField("interactionCount", data.counts().interactions());
        json.writeNumberField("emailCount", data.counts().emails());
        json.writeNumberField("slackMessageCount", data.counts().slackMessages());
        json.writeStringField("createdAt", contact.createdAt().toString());
        json.writeStringField("updatedAt", contact.updatedAt().toString());
        json.writeStringField("createdBy", contact.createdBy());
        json.writeFieldName("customFields");
        json.writeRawValue(data.customFields());
        json.writeEndObject();
    }
}
