package io.xynergy.policy.pattern;

import java.util.List;

/** What a regular expression is made of, as far as it concerns ASCII text. */
public sealed interface Node {

    /**
     * One character of a set.
     *
     * @param low which of the characters 0 to 63
     * @param high which of the characters 64 to 127
     */
    record Chars(long low, long high) implements Node {

        static final Chars NONE = new Chars(0, 0);
        static final Chars ALL = new Chars(-1, -1);

        static Chars of(int c) {
            return range(c, c);
        }

        /** The characters from one to another, both included, as far as they are ASCII. */
        static Chars range(int from, int to) {
            long low = 0;
            long high = 0;
            for (int c = from; c <= Math.min(to, 127); c++) {
                low |= c < 64 ? 1L << c : 0;
                high |= c < 64 ? 0 : 1L << c;
            }
            return new Chars(low, high);
        }

        /** Whether an ASCII character is in the set. */
        public boolean has(int c) {
            return ((c < 64 ? low : high) >>> c & 1) != 0;
        }

        Chars with(Chars other) {
            return new Chars(low | other.low, high | other.high);
        }

        Chars negated() {
            return new Chars(~low, ~high);
        }

        /** With each letter in both cases. */
        Chars folded() {
            long letters = 0x07fffffe07fffffeL & high;
            return new Chars(low, high | letters << 32 | letters >>> 32);
        }
    }

    /** One after the other. */
    record Sequence(List<Node> parts) implements Node {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of several. */
    record Choice(List<Node> alternatives) implements Node {
        public Choice {
            alternatives = List.copyOf(alternatives);
        }
    }

    /**
     * One several times.
     *
     * @param most how often at most; {@link #UNLIMITED}: without a limit
     */
    record Repeat(Node node, int least, int most) implements Node {
        public static final int UNLIMITED = -1;
    }

    /** A group whose text can be referred to; it makes no difference to what matches. */
    record Capture(Node node) implements Node {}

    /** The beginning or the end of the text. */
    enum Edge implements Node {
        BEGIN,
        END
    }

    /** What only the library can match: classes of Unicode, boundaries of words and of lines. */
    enum Foreign implements Node {
        FOREIGN
    }
}
