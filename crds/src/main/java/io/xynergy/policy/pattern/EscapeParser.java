package io.xynergy.policy.pattern;

import io.xynergy.policy.pattern.Node.Chars;
import org.jspecify.annotations.Nullable;

/** Reads what follows a backslash. */
final class EscapeParser {

    private static final Chars DIGITS = Chars.range('0', '9');
    private static final Chars WORD =
            DIGITS.with(Chars.range('a', 'z')).with(Chars.range('A', 'Z')).with(Chars.of('_'));
    private static final Chars SPACE =
            Chars.of(' ')
                    .with(Chars.of('\t'))
                    .with(Chars.of('\n'))
                    .with(Chars.of('\f'))
                    .with(Chars.of('\r'));

    private final PatternText text;

    EscapeParser(PatternText text) {
        this.text = text;
    }

    /** An escape outside of a class. */
    Node outsideClass(PatternFlags flags) throws PatternProblem {
        if (text.take('A')) {
            return Node.Edge.BEGIN;
        }
        if (text.take('z')) {
            return Node.Edge.END;
        }
        if (text.take('b') || text.take('B')) {
            return Node.Foreign.FOREIGN;
        }
        Node set = set();
        if (set != null) {
            return set;
        }
        int c = character();
        if (flags.foldsCase()) {
            return c < 128 ? Chars.of(c).folded() : Node.Foreign.FOREIGN;
        }
        return c < 128 ? Chars.of(c) : Chars.NONE;
    }

    /** A set that an escape stands for, inside of a class or not; null when it is no set. */
    @Nullable Node set() throws PatternProblem {
        int start = text.at();
        return switch (text.next()) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.negated();
            case 'w' -> WORD;
            case 'W' -> WORD.negated();
            case 's' -> SPACE;
            case 'S' -> SPACE.negated();
            case 'p', 'P' -> unicodeClass();
            default -> {
                text.back(start);
                yield null;
            }
        };
    }

    private Node unicodeClass() throws PatternProblem {
        if (text.take('{')) {
            String _ = text.upTo('}', "the class of Unicode");
        } else {
            int _ = text.next();
        }
        return Node.Foreign.FOREIGN;
    }

    /** The one character that an escape stands for. */
    int character() throws PatternProblem {
        int c = text.next();
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'a' -> 7;
            case 'x' -> hex();
            default -> plain(c);
        };
    }

    private int plain(int c) throws PatternProblem {
        if (c >= '0' && c <= '9' || c == 'k') {
            throw text.problem("RE2 has no backreferences");
        }
        if (c == 'Z') {
            throw text.problem("RE2 has no \\Z; write \\z, or leave it out");
        }
        if (c == 'v') {
            throw text.problem("\\v means different things in RE2 and Java; write \\x0B");
        }
        if (c == 'u') {
            throw text.problem("RE2 has no \\u; write \\x{…} with the digits");
        }
        if (Character.isLetterOrDigit(c) || c >= 128) {
            throw text.problem("RE2 has no \\" + Character.toString(c));
        }
        return c;
    }

    private int hex() throws PatternProblem {
        String digits;
        if (text.take('{')) {
            digits = text.upTo('}', "the number of a character");
        } else {
            digits = Character.toString(text.next()) + Character.toString(text.next());
        }
        if (!digits.matches("[0-9A-Fa-f]{1,6}") || Integer.parseInt(digits, 16) > 0x10ffff) {
            throw text.problem("\\x needs two hexadecimal digits, or more of them in braces");
        }
        return Integer.parseInt(digits, 16);
    }
}
