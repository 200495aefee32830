package io.xynergy.policy.pattern;

import io.xynergy.policy.pattern.Node.Chars;

/** Reads a class behind its opening bracket. */
final class ClassParser {

    private final PatternText text;
    private final EscapeParser escapes;
    private final PatternFlags flags;
    private Chars chars = Chars.NONE;
    private boolean foreign;

    ClassParser(PatternText text, EscapeParser escapes, PatternFlags flags) {
        this.text = text;
        this.escapes = escapes;
        this.flags = flags;
    }

    Node parse() throws PatternProblem {
        boolean negated = text.take('^');
        boolean first = true;
        while (first || !text.startsWith("]")) {
            if (!text.more()) {
                throw text.problem("a class is not closed");
            }
            item();
            first = false;
        }
        text.next();
        if (foreign) {
            return Node.Foreign.FOREIGN;
        }
        Chars folded = flags.foldsCase() ? chars.folded() : chars;
        return negated ? folded.negated() : folded;
    }

    private void item() throws PatternProblem {
        if (text.startsWith("[:")) {
            text.upTo(']', "the class in the class");
            foreign = true;
            return;
        }
        if (text.startsWith("[")) {
            throw text.problem("RE2 has no classes in classes; write \\[ for a bracket");
        }
        if (text.startsWith("&&")) {
            throw text.problem("RE2 has no intersections of classes; write \\& for a sign");
        }
        if (text.startsWith("\\")) {
            int start = text.at();
            text.next();
            Node set = escapes.set();
            if (set != null) {
                add(set);
                return;
            }
            text.back(start);
        }
        range();
    }

    private void range() throws PatternProblem {
        int from = end();
        int to = from;
        int start = text.at();
        if (text.take('-')) {
            if (text.startsWith("]")) {
                text.back(start); // the dash stands for itself
            } else {
                to = end();
            }
        }
        if (to < from) {
            throw text.problem("the end of a range comes before its beginning");
        }
        foreign |= flags.foldsCase() && to >= 128;
        add(Chars.range(from, to));
    }

    private int end() throws PatternProblem {
        return text.take('\\') ? escapes.character() : bare();
    }

    private int bare() throws PatternProblem {
        if (text.startsWith("[")) {
            throw text.problem("RE2 has no classes in classes; write \\[ for a bracket");
        }
        return text.next();
    }

    private void add(Node set) {
        switch (set) {
            case Chars more -> chars = chars.with(more);
            default -> foreign = true;
        }
    }
}
