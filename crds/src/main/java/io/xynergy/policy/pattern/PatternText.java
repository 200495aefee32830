package io.xynergy.policy.pattern;

/** The text of a regular expression and how far it is read. */
final class PatternText {

    private final String regex;
    private int at;

    PatternText(String regex) {
        this.regex = regex;
    }

    boolean more() {
        return at < regex.length();
    }

    int at() {
        return at;
    }

    void back(int to) {
        at = to;
    }

    int peek() {
        return regex.codePointAt(at);
    }

    int next() throws PatternProblem {
        if (!more()) {
            throw problem("it ends too early");
        }
        int c = peek();
        at += Character.charCount(c);
        return c;
    }

    boolean startsWith(String expected) {
        return regex.startsWith(expected, at);
    }

    boolean take(char expected) {
        boolean found = more() && regex.charAt(at) == expected;
        at += found ? 1 : 0;
        return found;
    }

    boolean take(String expected) {
        boolean found = startsWith(expected);
        at += found ? expected.length() : 0;
        return found;
    }

    /** What stands before a character, which is taken too. */
    String upTo(char end, String what) throws PatternProblem {
        int found = regex.indexOf(end, at);
        if (found < 0) {
            throw problem(what + " does not end with " + end);
        }
        String taken = regex.substring(at, found);
        at = found + 1;
        return taken;
    }

    /** Digits as a number, −1 when there are none; what is too large becomes 100,000. */
    int number() {
        int value = -1;
        while (more() && regex.charAt(at) >= '0' && regex.charAt(at) <= '9') {
            value = Math.min(100_000, Math.max(value, 0) * 10 + regex.charAt(at++) - '0');
        }
        return value;
    }

    /** Refuses the groups that other dialects have, behind {@code (?}. */
    void refuseOtherGroups() throws PatternProblem {
        if (startsWith("=") || startsWith("!")) {
            throw problem(
                    "RE2 has no lookahead; match what follows as well, or write a second route"
                            + " that comes first");
        }
        if (startsWith(">")) {
            throw problem("RE2 has no atomic groups and needs none; write (?: for (?>");
        }
    }

    /** A problem at the place that was just read. */
    PatternProblem problem(String message) {
        return new PatternProblem(message + " (near character " + Math.max(1, at) + ")");
    }
}
