package io.xynergy.policy.pattern;

import io.xynergy.policy.pattern.Replacement.Part;
import io.xynergy.policy.pattern.Replacement.Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a replacement must not say, because no path, or no query, could come of it. */
final class ReplacementRules {

    private static final Set<String> DOT_SEGMENTS = Set.of(".", "..");

    private ReplacementRules() {}

    static void check(Replacement replacement, LinearPattern pattern, boolean encodedSlashes)
            throws PatternProblem {
        begin(replacement.path(), pattern);
        for (Part part : replacement.path()) {
            if (part instanceof Text(String text)) {
                characters(text);
                escapes(text);
                pathEscapes(text, encodedSlashes);
            }
        }
        for (Part part : replacement.query()) {
            if (part instanceof Text(String text)) {
                characters(text);
                escapes(text);
            }
        }
        dotSegments(replacement.path());
    }

    /** The first slash of the path goes with the match that begins there. */
    private static void begin(List<Part> path, LinearPattern pattern) throws PatternProblem {
        boolean slash =
                path.isEmpty()
                        || !(path.getFirst() instanceof Text(String text))
                        || text.startsWith("/");
        FirstChars first = FirstChars.of(pattern.node());
        if (!slash && (first.maybeEmpty() || first.chars().has('/'))) {
            throw new PatternProblem(
                    "it must begin with /, because the regex may match where the path begins");
        }
    }

    private static void characters(String text) throws PatternProblem {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new PatternProblem(
                        "white space, control characters and non-ASCII characters must be escaped");
            }
            if (c == '#') {
                throw new PatternProblem("# begins a fragment, which no server gets; write %23");
            }
        }
    }

    private static void escapes(String text) throws PatternProblem {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (!digits(text, at).matches("[0-9A-Fa-f]{2}")) {
                throw new PatternProblem("two hexadecimal digits must follow %; write %25 for %");
            }
        }
    }

    /** What escapes stand for that a query may have, but not every path. */
    private static void pathEscapes(String text, boolean encodedSlashes) throws PatternProblem {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            String digits = digits(text, at);
            switch (digits.toUpperCase(Locale.ROOT)) {
                case "00", "5C" ->
                        throw new PatternProblem("%" + digits + " is refused in every path");
                case "2F" -> {
                    if (!encodedSlashes) {
                        throw new PatternProblem(
                                "%2F needs allowEncodedSlashes: true on the route");
                    }
                }
                default -> {}
            }
        }
    }

    private static String digits(String text, int percent) {
        return text.substring(percent + 1, Math.min(percent + 3, text.length()));
    }

    /** Segments that no group has a part in. */
    private static void dotSegments(List<Part> path) throws PatternProblem {
        StringBuilder known = new StringBuilder();
        for (Part part : path) {
            // A group may bring anything, so it is an ordinary letter here.
            known.append(part instanceof Text(String text) ? text : "x");
        }
        String decoded = known.toString().replaceAll("%2[eE]", ".");
        for (String segment : decoded.split("/|%2[fF]", -1)) {
            if (DOT_SEGMENTS.contains(segment)) {
                throw new PatternProblem("it must not have a dot element (" + segment + ")");
            }
        }
    }
}
