package io.xynergy.kit.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The labels of one series, rendered once.
 *
 * @param names label names in the given order
 * @param text {@code name="value",…} with values escaped for the Prometheus text format
 */
public record Labels(List<String> names, String text) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Labels NONE = new Labels(List.of(), "");

    public Labels {
        names = List.copyOf(names);
    }

    /** No labels. */
    public static Labels none() {
        return NONE;
    }

    /**
     * Labels from names and values in turn.
     *
     * @throws IllegalArgumentException when a value is missing or a name is not a label name
     */
    public static Labels of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a label without a value: " + namesAndValues.length);
        }
        var names = new ArrayList<String>();
        var text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            if (!NAME.matcher(name).matches() || name.startsWith("__") || names.contains(name)) {
                throw new IllegalArgumentException("not a label name, or given twice: " + name);
            }
            names.add(name);
            text.append(i == 0 ? "" : ",").append(name).append("=\"");
            escape(text, namesAndValues[i + 1]);
            text.append('"');
        }
        return new Labels(names, text.toString());
    }

    /** The same names with one value for all of them. */
    Labels allNamed(String value) {
        var pairs = new ArrayList<String>();
        for (String name : names) {
            pairs.add(name);
            pairs.add(value);
        }
        return of(pairs.toArray(String[]::new));
    }

    private static void escape(StringBuilder text, String value) {
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(value.charAt(i));
            }
        }
    }
}
