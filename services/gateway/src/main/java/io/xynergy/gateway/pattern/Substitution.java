package io.xynergy.gateway.pattern;

import com.google.re2j.Matcher;
import io.xynergy.policy.pattern.LinearPattern;
import io.xynergy.policy.pattern.Replacement;
import io.xynergy.policy.pattern.Replacement.Part;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what an expression finds in a path, every match.
 *
 * <p>The queries of the replacements are kept apart from the path, with an ampersand between them.
 * What a group brings into the query from the path stays one value there: characters that have a
 * meaning of their own in queries are escaped.
 */
public final class Substitution {

    /** Of the new path and query, in characters: more than any server takes. */
    private static final int LONGEST = 64 * 1024;

    private static final String SPECIAL_IN_QUERIES = "&=+;";

    private final LinearPattern pattern;
    private final Replacement replacement;

    /**
     * @throws IllegalArgumentException if the expression is none, or has not the groups that the
     *     replacement names
     */
    public Substitution(String regex, String replacement) {
        this.pattern = LinearPattern.of(regex);
        this.replacement = Replacement.of(pattern, replacement);
        var _ = pattern.library(); // before the first request
    }

    /**
     * A path with its query; both may be anything that the replacement makes.
     *
     * @param query without question mark; empty: none
     */
    public record Replaced(String path, String query) {}

    /** The path with every match replaced; null when that takes too long or gets too long. */
    public @Nullable Replaced replace(String path, Effort effort) {
        try {
            return new Run(path, effort).replace();
        } catch (StackOverflowError _) {
            effort.giveUp();
            return null;
        }
    }

    private final class Run {

        private final String text;
        private final Effort effort;
        private final StringBuilder path = new StringBuilder();
        private final StringBuilder query = new StringBuilder();

        Run(String text, Effort effort) {
            this.text = text;
            this.effort = effort;
        }

        @Nullable Replaced replace() {
            Matcher matcher = pattern.library().matcher(text);
            int copied = 0;
            // Each search may look at all the rest of the text.
            while (effort.spend(TextPattern.cost(pattern, text.length() - copied))
                    && matcher.find()) {
                path.append(text, copied, matcher.start());
                put(replacement.path(), matcher, path, false);
                if (!replacement.query().isEmpty()) {
                    query.append(query.isEmpty() ? "" : "&");
                    put(replacement.query(), matcher, query, true);
                }
                copied = matcher.end();
                if (path.length() + query.length() > LONGEST) {
                    return null;
                }
            }
            if (effort.isSpent()) {
                return null;
            }
            path.append(text, copied, text.length());
            return new Replaced(path.toString(), query.toString());
        }

        private void put(List<Part> parts, Matcher matcher, StringBuilder to, boolean escaped) {
            for (Part part : parts) {
                switch (part) {
                    case Replacement.Text(String literal) -> to.append(literal);
                    case Replacement.Group(int number) -> {
                        int start = matcher.start(number);
                        if (start >= 0) {
                            putGroup(start, matcher.end(number), to, escaped);
                        }
                    }
                }
            }
        }

        private void putGroup(int start, int end, StringBuilder to, boolean escaped) {
            for (int at = start; at < end; at++) {
                char c = text.charAt(at);
                if (escaped && SPECIAL_IN_QUERIES.indexOf(c) >= 0) {
                    to.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
                } else {
                    to.append(c);
                }
            }
        }
    }
}
