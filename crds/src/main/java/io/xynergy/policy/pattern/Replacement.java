package io.xynergy.policy.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rewrite puts in the place of what its expression finds: text, {@code $1} and {@code
 * ${name}} for groups, {@code \$} for a dollar sign. What follows the first question mark belongs
 * to the query.
 */
public final class Replacement {

    private static final int LONGEST = 1024;

    private final List<Part> path;
    private final List<Part> query;

    private Replacement(List<Part> path, List<Part> query) {
        this.path = List.copyOf(path);
        this.query = List.copyOf(query);
    }

    /** A piece of a replacement. */
    public sealed interface Part {}

    /** Text as it stands. */
    public record Text(String text) implements Part {}

    /** What a group found; nothing when it took no part in the match. */
    public record Group(int number) implements Part {}

    /** What becomes of the path. */
    public List<Part> path() {
        return path;
    }

    /** What is added before the query of the client; empty: nothing. */
    public List<Part> query() {
        return query;
    }

    /**
     * What is wrong with a replacement, in words; null: nothing.
     *
     * @param encodedSlashes whether the route lets {@code %2F} through
     */
    public static @Nullable String problem(
            LinearPattern pattern, String replacement, boolean encodedSlashes) {
        try {
            Replacement read = read(pattern, replacement);
            ReplacementRules.check(read, pattern, encodedSlashes);
            return null;
        } catch (PatternProblem e) {
            return e.getMessage();
        }
    }

    /**
     * A replacement that can be filled from the groups of an expression.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public static Replacement of(LinearPattern pattern, String replacement) {
        try {
            return read(pattern, replacement);
        } catch (PatternProblem e) {
            throw new IllegalArgumentException(
                    "replacement \"" + replacement + "\": " + e.getMessage(), e);
        }
    }

    private static Replacement read(LinearPattern pattern, String replacement)
            throws PatternProblem {
        if (replacement.length() > LONGEST) {
            throw new PatternProblem("at most " + LONGEST + " characters are allowed");
        }
        return new Reader(pattern, replacement).read();
    }

    private static final class Reader {

        private final int groups;
        private final Map<String, Integer> names;
        private final String text;
        private final List<Part> path = new ArrayList<>();
        private final List<Part> query = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private boolean inQuery;
        private int at;

        Reader(LinearPattern pattern, String text) {
            this.groups = pattern.groups();
            this.names = pattern.names();
            this.text = text;
        }

        Replacement read() throws PatternProblem {
            while (at < text.length()) {
                char c = text.charAt(at++);
                switch (c) {
                    case '\\' -> literal.append(escaped());
                    case '$' -> {
                        int group = group();
                        endText();
                        (inQuery ? query : path).add(new Group(group));
                    }
                    case '?' -> question();
                    default -> literal.append(c);
                }
            }
            endText();
            if (inQuery && query.isEmpty()) {
                throw new PatternProblem("nothing follows the ?; write it with a query, or not");
            }
            return new Replacement(path, query);
        }

        private void question() {
            if (inQuery) {
                literal.append('?');
            } else {
                endText();
                inQuery = true;
            }
        }

        private void endText() {
            if (!literal.isEmpty()) {
                (inQuery ? query : path).add(new Text(literal.toString()));
                literal.setLength(0);
            }
        }

        private char escaped() throws PatternProblem {
            char c = at < text.length() ? text.charAt(at) : ' ';
            if (c >= '0' && c <= '9') {
                throw new PatternProblem("a group is written $" + c + ", not \\" + c);
            }
            if (c != '$') {
                throw new PatternProblem(
                        "a backslash may only precede $ (for a literal dollar sign); paths cannot"
                                + " contain backslashes");
            }
            at++;
            return c;
        }

        private int group() throws PatternProblem {
            if (at < text.length() && text.charAt(at) == '{') {
                int end = text.indexOf('}', at);
                String name = end < 0 ? "" : text.substring(at + 1, end);
                if (name.isEmpty()) {
                    throw new PatternProblem("${ begins the name of a group, which } ends");
                }
                at = end + 1;
                return named(name);
            }
            int start = at;
            int number = 0;
            // As Java does it: more digits as long as there are so many groups.
            while (at < text.length() && isDigit(text.charAt(at))) {
                int longer = number * 10 + text.charAt(at) - '0';
                if (at > start && longer > groups) {
                    break;
                }
                number = longer;
                at++;
            }
            if (at == start) {
                throw new PatternProblem("write \\$ for a dollar sign");
            }
            return numbered(number);
        }

        private int named(String name) throws PatternProblem {
            if (name.length() < 4 && name.chars().allMatch(c -> isDigit((char) c))) {
                return numbered(Integer.parseInt(name));
            }
            Integer number = names.get(name);
            if (number == null) {
                throw new PatternProblem("the regex has no group named " + name);
            }
            return number;
        }

        private int numbered(int number) throws PatternProblem {
            if (number > groups) {
                String some = groups == 1 ? "1 group" : groups + " groups";
                throw new PatternProblem("the regex has " + some + ", so there is no $" + number);
            }
            return number;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
