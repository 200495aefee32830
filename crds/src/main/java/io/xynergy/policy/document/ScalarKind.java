package io.xynergy.policy.document;

import java.util.regex.Pattern;

/** The type of a plain scalar by the core schema of YAML 1.2. */
enum ScalarKind {
    NOTHING,
    BOOLEAN,
    INTEGER,
    DECIMAL,
    TEXT;

    private static final Pattern INTEGERS = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern DECIMALS =
            Pattern.compile(
                    "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
                            + "|[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");
    private static final int LONGEST_NUMBER = 64;
    private static final int LONGEST_SMALL = 9;

    static ScalarKind of(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> NOTHING;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> BOOLEAN;
            default -> number(text);
        };
    }

    private static ScalarKind number(String text) {
        if (text.length() > LONGEST_NUMBER || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return TEXT;
        }
        if (isSmallNumber(text) || INTEGERS.matcher(text).matches()) {
            return INTEGER;
        }
        return DECIMALS.matcher(text).matches() ? DECIMAL : TEXT;
    }

    /** Whether it is a number as nearly all are, for which no pattern has to be tried. */
    static boolean isSmallNumber(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST_SMALL || length > 1 && text.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether a reader of YAML 1.1, such as kubectl, takes the plain text for a boolean. */
    static boolean isOldBoolean(String text) {
        return switch (text) {
            case "on", "On", "ON", "off", "Off", "OFF" -> true;
            case "yes", "Yes", "YES", "no", "No", "NO" -> true;
            case "y", "Y", "n", "N" -> true;
            default -> false;
        };
    }
}
