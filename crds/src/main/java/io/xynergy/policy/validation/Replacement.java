package io.xynergy.policy.validation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the replacement of a regular expression without having a match for it. */
final class Replacement {

    private static final int LONGEST = 1024;
    private static final Pattern REFERENCE =
            Pattern.compile("\\\\.|\\$(?:([0-9])|\\{([a-zA-Z][a-zA-Z0-9]*)})|([\\\\$])|[^\\\\$]+");

    private Replacement() {}

    /** What is wrong with it; null: nothing. */
    static @Nullable String problem(Pattern pattern, String replacement) {
        if (replacement.length() > LONGEST) {
            return "at most " + LONGEST + " characters are allowed";
        }
        if (replacement.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return "white space, control characters and non-ASCII characters must be escaped";
        }
        int groups = pattern.matcher("").groupCount();
        Map<String, Integer> named = pattern.namedGroups();
        Matcher part = REFERENCE.matcher(replacement);
        while (part.find()) {
            if (part.group(3) != null) {
                return "write \\$ for a dollar sign and \\\\ for a backslash";
            }
            String number = part.group(1);
            if (number != null && Integer.parseInt(number) > groups) {
                return "the regex has " + groups + " groups, so there is no $" + number;
            }
            String name = part.group(2);
            if (name != null && !named.containsKey(name)) {
                return "the regex has no group named " + name;
            }
        }
        return null;
    }
}
