package io.xynergy.crm.input;

import io.xynergy.policy.document.Suggestion;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request's query, each at most once; a plus sign is a space, as in forms. */
public final class QueryString {

    private static final int LONGEST_SHOWN = 40;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Problems problems;

    private QueryString(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads a query.
     *
     * @param raw as it came, without the question mark
     * @param known the names that there are; others are problems
     */
    public static QueryString read(String raw, Collection<String> known, Problems problems) {
        var query = new QueryString(problems);
        for (String part : raw.split("&", -1)) {
            if (!part.isEmpty()) {
                query.add(part, known);
            }
        }
        return query;
    }

    private void add(String part, Collection<String> known) {
        int equals = part.indexOf('=');
        String name = decoded(equals < 0 ? part : part.substring(0, equals));
        String value = decoded(equals < 0 ? "" : part.substring(equals + 1));
        if (name == null || value == null) {
            problems.add("query", "is not well encoded: " + shown(part));
        } else if (!known.contains(name)) {
            problems.add(
                    shown(name), "there is no such parameter" + Suggestion.ending(name, known));
        } else if (values.putIfAbsent(name, value) != null) {
            problems.add(name, "is given more than once");
        }
    }

    /** A parameter's text of one line. */
    public @Nullable String line(String name, int longest) {
        String value = values.get(name);
        if (value == null) {
            return null;
        }
        TextRule.lineFault(value, longest)
                .ifPresent(fault -> problems.add(name, value.isBlank() ? "is empty" : fault));
        return value;
    }

    /** A whole number within bounds. */
    public int number(String name, int otherwise, int least, int most) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most && value.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        problems.add(
                name,
                "expected a whole number from %d to %d, found %s"
                        .formatted(least, most, shown(value)));
        return otherwise;
    }

    /** Whether the parameter is there. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    private static @Nullable String decoded(String text) {
        try {
            String bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return null;
        }
    }

    private static String shown(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + '…' : text;
    }
}
