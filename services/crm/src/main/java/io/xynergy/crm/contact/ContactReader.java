package io.xynergy.crm.contact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.xynergy.crm.input.ObjectReader;
import io.xynergy.crm.input.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what clients say about a contact, and says everything that is wrong with it. */
public final class ContactReader {

    /** Most characters of a name. */
    public static final int LONGEST_NAME = 200;

    /** Most characters of a type, a status and the like. */
    public static final int LONGEST_WORD = 64;

    /** Longest text of an address that can have a domain of other letters than ASCII. */
    private static final int LONGEST_EMAIL = 254;

    /** All fields; clients may send back those that only the service sets, without effect. */
    public static final List<String> FIELDS =
            List.of(
                    "id",
                    "tenantId",
                    "type",
                    "name",
                    "email",
                    "relationshipType",
                    "status",
                    "source",
                    "interactionCount",
                    "emailCount",
                    "slackMessageCount",
                    "createdAt",
                    "updatedAt",
                    "createdBy",
                    CustomFields.FIELD);

    private final String tenant;
    private final Problems problems;

    /** A reader for a tenant's requests, which leaves what is wrong in the given problems. */
    public ContactReader(String tenant, Problems problems) {
        this.tenant = tenant;
        this.problems = problems;
    }

    /**
     * Reads a contact; what it gives back is of use only if there were no problems.
     *
     * @param path of the object in the request; empty: it is all of it
     */
    public ContactData read(ObjectNode object, String path) {
        var fields = new ObjectReader(object, path, problems);
        fields.knowsOnly(FIELDS);
        checkTenant(object, fields);
        String name = fields.line("name", LONGEST_NAME);
        String email = email(fields);
        if (!fields.has("name") && !fields.has("email")) {
            fields.wrong("name", "a contact needs a name or an email");
        }
        return new ContactData(
                word(fields, "type", "person"),
                name,
                email,
                word(fields, "relationshipType", "contact"),
                word(fields, "status", "active"),
                word(fields, "source", "api"),
                new ContactData.Counts(
                        fields.count("interactionCount"),
                        fields.count("emailCount"),
                        fields.count("slackMessageCount")),
                CustomFields.read(fields));
    }

    private void checkTenant(ObjectNode object, ObjectReader fields) {
        if (fields.has("tenantId") && !tenant.equals(object.get("tenantId").textValue())) {
            fields.wrong("tenantId", "is not the tenant of the caller");
        }
    }

    private static @Nullable String email(ObjectReader fields) {
        String email = fields.line("email", LONGEST_EMAIL);
        if (email != null && !email.isBlank()) {
            EmailAddress.fault(email).ifPresent(fault -> fields.wrong("email", fault));
        }
        return email;
    }

    private static String word(ObjectReader fields, String name, String otherwise) {
        String word = fields.line(name, LONGEST_WORD);
        return word == null ? otherwise : word;
    }
}
