package io.xynergy.policy.pattern;

import io.xynergy.policy.pattern.Node.Chars;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a regular expression of RE2's syntax, and refuses what RE2 does not know or what others
 * read differently.
 */
final class PatternParser {

    private static final int DEEPEST = 100;
    private static final String NOTHING_TO_REPEAT = "there is nothing to repeat";

    private final PatternText text;
    private final EscapeParser escapes;
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private PatternFlags flags = PatternFlags.NONE;
    private int groups;
    private int depth;
    private boolean foreign;
    private long size;

    PatternParser(String regex) {
        this.text = new PatternText(regex);
        this.escapes = new EscapeParser(text);
    }

    /** Reads it all; once. */
    Node parse() throws PatternProblem {
        Node node = choice();
        if (text.more()) {
            throw text.problem("a ) without a ( before it");
        }
        size = PatternSize.of(node) + 2;
        return node;
    }

    boolean isForeign() {
        return foreign;
    }

    long size() {
        return size;
    }

    int groups() {
        return groups;
    }

    Map<String, Integer> names() {
        return Collections.unmodifiableMap(names);
    }

    private Node choice() throws PatternProblem {
        List<Node> alternatives = new ArrayList<>();
        do {
            alternatives.add(sequence());
        } while (text.take('|'));
        return alternatives.size() == 1 ? alternatives.getFirst() : new Node.Choice(alternatives);
    }

    private Node sequence() throws PatternProblem {
        List<Node> parts = new ArrayList<>();
        while (text.more() && text.peek() != '|' && text.peek() != ')') {
            if (text.take("\\Q")) {
                quoted(parts);
            } else {
                Node atom = atom();
                if (atom == null) {
                    refuseQuantifier();
                } else {
                    parts.add(quantified(atom));
                }
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new Node.Sequence(parts);
    }

    /** Letters up to {@code \\E}; a quantifier after it repeats the last one. */
    private void quoted(List<Node> parts) throws PatternProblem {
        while (text.more() && !text.startsWith("\\E")) {
            Node letter = letter(text.next());
            boolean last = text.startsWith("\\E") && text.take("\\E");
            parts.add(last ? quantified(letter) : letter);
            if (last) {
                return;
            }
        }
        text.take("\\E");
    }

    /** The next thing that may be repeated; null: only flags. */
    private @Nullable Node atom() throws PatternProblem {
        int start = text.at();
        int c = text.next();
        return switch (c) {
            case '(' -> group();
            case '[' -> known(new ClassParser(text, escapes, flags).parse());
            case '.' -> flags.dotAll() ? Chars.ALL : Chars.of('\n').negated();
            case '^' -> flags.lines() ? known(Node.Foreign.FOREIGN) : Node.Edge.BEGIN;
            case '$' -> flags.lines() ? known(Node.Foreign.FOREIGN) : Node.Edge.END;
            case '\\' -> known(escapes.outsideClass(flags));
            case '*', '+', '?' -> {
                text.back(start);
                throw text.problem(Character.toString(c) + " has nothing before it to repeat");
            }
            case '{' -> {
                text.back(start);
                throw text.problem("write \\{ for a brace");
            }
            default -> letter(c);
        };
    }

    /** A letter that stands for itself. */
    private Node letter(int c) {
        if (c >= 128) {
            // K and s have relatives beyond ASCII that fold to them.
            return flags.foldsCase() ? known(Node.Foreign.FOREIGN) : Chars.NONE;
        }
        return flags.foldsCase() ? Chars.of(c).folded() : Chars.of(c);
    }

    private Node known(Node node) {
        foreign |= node instanceof Node.Foreign;
        return node;
    }

    /** A group behind its parenthesis; null when it only sets flags. */
    private @Nullable Node group() throws PatternProblem {
        if (++depth > DEEPEST) {
            throw text.problem("nested deeper than " + DEEPEST + " groups");
        }
        PatternFlags outer = flags;
        Node node;
        if (!text.take('?')) {
            groups++;
            node = new Node.Capture(inner());
        } else if (text.take('<') || text.take("P<")) {
            name();
            node = new Node.Capture(inner());
        } else {
            text.refuseOtherGroups();
            flags = PatternFlags.read(text, flags);
            if (text.take(')')) {
                depth--;
                return null; // they hold up to the end of the group around them
            }
            text.next(); // the colon
            node = inner();
        }
        flags = outer;
        depth--;
        return node;
    }

    private Node inner() throws PatternProblem {
        Node node = choice();
        if (!text.take(')')) {
            throw text.problem("a group is not closed");
        }
        return node;
    }

    private void name() throws PatternProblem {
        if (text.more() && (text.peek() == '=' || text.peek() == '!')) {
            throw text.problem("RE2 has no lookbehind; match what is before it as well");
        }
        String name = text.upTo('>', "the name of a group");
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw text.problem("the name of a group has letters, digits and underscores");
        }
        groups++;
        if (names.putIfAbsent(name, groups) != null) {
            throw text.problem("two groups have the name " + name);
        }
    }

    private void refuseQuantifier() throws PatternProblem {
        if (Quantifier.read(text) != null) {
            throw text.problem(NOTHING_TO_REPEAT);
        }
    }

    private Node quantified(Node atom) throws PatternProblem {
        Quantifier quantifier = Quantifier.read(text);
        if (quantifier == null) {
            return atom;
        }
        if (atom instanceof Node.Edge) {
            throw text.problem(NOTHING_TO_REPEAT);
        }
        return new Node.Repeat(atom, quantifier.least(), quantifier.most());
    }
}
