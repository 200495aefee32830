package io.xynergy.gateway.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of JSON (RFC 8259) of a size that is bounded elsewhere: objects as maps, numbers
 * as {@link Long} or {@link Double}.
 *
 * <p>What has a name twice can be read in two ways, so that one who checks it and one who uses it
 * may disagree (RFC 8725, 2.4 and 3.12): such an object is none, however deep it is.
 */
final class JsonObject {

    private static final int DEEPEST = 32;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // anybody's names
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build();

    /** Stands for an object that has a name twice. */
    private enum Ambiguous {
        OBJECT
    }

    private final JsonParser parser;
    private boolean ambiguous;

    private JsonObject(JsonParser parser) {
        this.parser = parser;
    }

    /** The members; null if the text is no object, or any object in it has a name twice. */
    static @Nullable Map<String, @Nullable Object> read(String text) {
        return read(text, true);
    }

    /**
     * The members, where an object with a name twice only spoils itself: its place has something
     * that is neither an object nor a list, text or number.
     *
     * @return null if the text is no object
     */
    static @Nullable Map<String, @Nullable Object> readEachForItself(String text) {
        return read(text, false);
    }

    private static @Nullable Map<String, @Nullable Object> read(String text, boolean whole) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            var reader = new JsonObject(parser);
            Map<String, @Nullable Object> members = reader.members();
            boolean none = parser.nextToken() != null || whole && reader.ambiguous;
            return none ? null : members;
        } catch (IOException _) {
            return null;
        }
    }

    private @Nullable Object value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = members();
                yield members == null ? Ambiguous.OBJECT : members;
            }
            case START_ARRAY -> items();
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? (Object) parser.getDoubleValue()
                            : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> null;
        };
    }

    /** Null if a name comes twice; all are read in any case. */
    private @Nullable Map<String, @Nullable Object> members() throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        boolean twice = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            twice |= members.containsKey(name);
            members.put(name, value());
        }
        ambiguous |= twice;
        return twice ? null : members;
    }

    private List<@Nullable Object> items() throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return items;
    }
}
