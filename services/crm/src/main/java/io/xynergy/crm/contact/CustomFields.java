package io.xynergy.crm.contact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.xynergy.crm.input.ObjectReader;
import io.xynergy.crm.input.TextRule;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** The fields that a tenant has beyond those of the platform, and their bounds. */
final class CustomFields {

    static final String FIELD = "customFields";
    static final int MOST = 50;
    static final int LONGEST_KEY = 64;
    static final int DEEPEST = 5;
    static final int MOST_BYTES = 8192;

    /** In digits, written out: the database keeps numbers exactly, and 1e999 would be long. */
    static final int LONGEST_NUMBER = 40;

    private CustomFields() {}

    /** The object's text; {@code {}} when it is not there or not valid, which is said then. */
    static String read(ObjectReader contact) {
        Optional<ObjectNode> found = contact.object(FIELD);
        if (found.isEmpty()) {
            return "{}";
        }
        ObjectNode object = found.get();
        if (object.size() > MOST) {
            contact.wrong(
                    FIELD, "expected at most %d fields, found %d".formatted(MOST, object.size()));
            return "{}";
        }
        String text = object.toString();
        int bytes = text.getBytes(UTF_8).length;
        if (bytes > MOST_BYTES) {
            contact.wrong(
                    FIELD,
                    "expected at most %d bytes of JSON, found %d".formatted(MOST_BYTES, bytes));
            return "{}";
        }
        return check(object, FIELD, 1, contact) ? text : "{}";
    }

    private static boolean check(JsonNode value, String path, int depth, ObjectReader contact) {
        if (depth > DEEPEST) {
            contact.wrong(path, "deeper than %d levels".formatted(DEEPEST));
            return false;
        }
        boolean valid = true;
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                valid &= checkKey(member.getKey(), path, contact);
                valid &=
                        checkValue(member.getValue(), path + '.' + member.getKey(), depth, contact);
            }
        } else {
            for (int i = 0; i < value.size(); i++) {
                valid &= checkValue(value.get(i), path + '[' + i + ']', depth, contact);
            }
        }
        return valid;
    }

    private static boolean checkKey(String key, String path, ObjectReader contact) {
        Optional<String> fault = TextRule.lineFault(key, LONGEST_KEY);
        fault.ifPresent(why -> contact.wrong(path, "a field's name " + why));
        return fault.isEmpty();
    }

    private static boolean checkValue(
            JsonNode value, String path, int depth, ObjectReader contact) {
        if (value.isContainerNode()) {
            return check(value, path, depth + 1, contact);
        }
        Optional<String> fault =
                value.isTextual()
                        ? TextRule.encodingFault(value.textValue())
                        : value.isNumber() ? numberFault(value.decimalValue()) : Optional.empty();
        fault.ifPresent(why -> contact.wrong(path, why));
        return fault.isEmpty();
    }

    private static Optional<String> numberFault(BigDecimal number) {
        long before = Math.max(1, (long) number.precision() - number.scale());
        long after = Math.max(0, number.scale());
        return before + after > LONGEST_NUMBER
                ? Optional.of(
                        "the number has more than %d digits when written out"
                                .formatted(LONGEST_NUMBER))
                : Optional.empty();
    }
}
