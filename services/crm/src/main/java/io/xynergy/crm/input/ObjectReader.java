package io.xynergy.crm.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.xynergy.policy.document.Suggestion;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the members of a JSON object one by one; a member with null counts as not there. */
public final class ObjectReader {

    private static final int LONGEST_SHOWN = 40;

    private final ObjectNode object;
    private final String path;
    private final Problems problems;

    /**
     * A reader.
     *
     * @param path of the object in the request; empty: it is all of it
     */
    public ObjectReader(ObjectNode object, String path, Problems problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** A text of one line. */
    public @Nullable String line(String name, int longest) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(name, "expected a string, found " + kind(value));
            return null;
        }
        String text = value.textValue();
        TextRule.lineFault(text, longest).ifPresent(fault -> wrong(name, fault));
        return text;
    }

    /** A whole number from 0 on; 0 when it is not there. */
    public int count(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return 0;
        }
        if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0) {
            return value.intValue();
        }
        wrong(name, "expected a whole number from 0 to 2147483647, found " + shown(value));
        return 0;
    }

    /** A truth value; false, and a problem, when there is none. */
    public boolean truth(String name) {
        JsonNode value = object.get(name);
        if (value != null && value.isBoolean()) {
            return value.booleanValue();
        }
        wrong(name, "expected true or false, found " + (value == null ? "nothing" : shown(value)));
        return false;
    }

    /** An object. */
    public Optional<ObjectNode> object(String name) {
        JsonNode value = object.get(name);
        if (value instanceof ObjectNode node) {
            return Optional.of(node);
        }
        if (value != null && !value.isNull()) {
            wrong(name, "expected an object, found " + kind(value));
        }
        return Optional.empty();
    }

    /** Says what is wrong with a member. */
    public void wrong(String name, String message) {
        problems.add(pathOf(name), message);
    }

    /** Says which members nobody knows. */
    public void knowsOnly(Collection<String> names) {
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!names.contains(name)) {
                String shown =
                        name.length() > LONGEST_SHOWN
                                ? name.substring(0, LONGEST_SHOWN) + '…'
                                : name;
                problems.add(
                        pathOf(shown), "there is no such field" + Suggestion.ending(name, names));
            }
        }
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    private static String shown(JsonNode value) {
        String text = value.isContainerNode() || value.isTextual() ? "" : value.asText();
        return text.isEmpty() || text.length() > LONGEST_SHOWN ? kind(value) : text;
    }

    /** What a value is, in words. */
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "an array";
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> value.asText();
            case NULL, MISSING -> "null";
        };
    }
}
