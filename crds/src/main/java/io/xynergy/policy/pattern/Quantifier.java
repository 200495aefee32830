package io.xynergy.policy.pattern;

import org.jspecify.annotations.Nullable;

/** How often something is repeated. */
record Quantifier(int least, int most) {

    private static final int MOST = 1_000;

    /** Reads one, if there is one; lazy or not makes no difference to whether a text matches. */
    static @Nullable Quantifier read(PatternText text) throws PatternProblem {
        Quantifier found = one(text);
        if (found == null) {
            return null;
        }
        text.take('?');
        if (text.startsWith("+")) {
            throw text.problem("RE2 has no possessive quantifiers and needs none; leave the + out");
        }
        if (text.startsWith("*") || text.startsWith("?") || text.startsWith("{")) {
            throw text.problem("two quantifiers follow each other; put the first into (?:…)");
        }
        return found;
    }

    private static @Nullable Quantifier one(PatternText text) throws PatternProblem {
        if (text.take('*')) {
            return new Quantifier(0, Node.Repeat.UNLIMITED);
        }
        if (text.take('+')) {
            return new Quantifier(1, Node.Repeat.UNLIMITED);
        }
        if (text.take('?')) {
            return new Quantifier(0, 1);
        }
        return text.take('{') ? counted(text) : null;
    }

    private static Quantifier counted(PatternText text) throws PatternProblem {
        int least = text.number();
        int most = least;
        if (text.take(',')) {
            int limit = text.number();
            most = limit < 0 ? Node.Repeat.UNLIMITED : limit;
        }
        if (least < 0 || !text.take('}')) {
            throw text.problem(
                    "{ begins a count such as {2}, {2,} or {2,5}; write \\{ for a brace");
        }
        if (least > MOST || most > MOST) {
            throw text.problem("a count is at most " + MOST);
        }
        if (most != Node.Repeat.UNLIMITED && most < least) {
            throw text.problem("{" + least + "," + most + "} counts downwards");
        }
        return new Quantifier(least, most);
    }
}
