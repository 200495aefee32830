package io.xynergy.gateway.pattern;

import io.xynergy.policy.pattern.LinearPattern;
import io.xynergy.policy.pattern.Node;
import io.xynergy.policy.pattern.Node.Chars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several expressions as one program of a non-deterministic automaton (Thompson's construction),
 * with repetitions written out.
 */
final class Program {

    static final byte CHARS = 0;
    static final byte SPLIT = 1;
    static final byte BEGIN = 2;
    static final byte END = 3;
    static final byte MATCH = 4;

    private byte[] kinds = new byte[64];
    private int[] next = new int[64];
    private int[] other = new int[64];
    private int size;
    private final int[] starts;
    private final List<Chars> sets;
    private final Map<Chars, Integer> numbers = new LinkedHashMap<>();

    Program(List<LinearPattern> patterns) {
        starts = new int[patterns.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = emit(patterns.get(i).node(), add(MATCH, 0, i));
        }
        kinds = Arrays.copyOf(kinds, size);
        next = Arrays.copyOf(next, size);
        other = Arrays.copyOf(other, size);
        sets = List.copyOf(numbers.keySet());
    }

    int size() {
        return size;
    }

    /** Where each expression begins. */
    int[] starts() {
        return starts;
    }

    byte kind(int at) {
        return kinds[at];
    }

    int next(int at) {
        return next[at];
    }

    /** The other way of a split, the number of a match. */
    int other(int at) {
        return other[at];
    }

    /** Whether an instruction of kind CHARS takes a character. */
    boolean takes(int at, int c) {
        return sets.get(other[at]).has(c);
    }

    /** All sets of characters that are told apart. */
    List<Chars> sets() {
        return sets;
    }

    private int add(byte kind, int to, int more) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, size * 2);
            next = Arrays.copyOf(next, size * 2);
            other = Arrays.copyOf(other, size * 2);
        }
        kinds[size] = kind;
        next[size] = to;
        other[size] = more;
        return size++;
    }

    /** Writes what matches a node and then goes on elsewhere; gives its first instruction. */
    private int emit(Node node, int then) {
        return switch (node) {
            case Chars set -> add(CHARS, then, numbers.computeIfAbsent(set, key -> numbers.size()));
            case Node.Edge edge -> add(edge == Node.Edge.BEGIN ? BEGIN : END, then, 0);
            case Node.Sequence(List<Node> parts) -> {
                int first = then;
                for (Node part : parts.reversed()) {
                    first = emit(part, first);
                }
                yield first;
            }
            case Node.Choice(List<Node> alternatives) -> {
                List<Node> left = new ArrayList<>(alternatives);
                int first = emit(left.removeLast(), then);
                for (Node alternative : left.reversed()) {
                    first = add(SPLIT, emit(alternative, then), first);
                }
                yield first;
            }
            case Node.Capture(Node captured) -> emit(captured, then);
            case Node.Repeat repeat -> emit(repeat, then);
            case Node.Foreign _ -> throw new IllegalArgumentException("for the library alone");
        };
    }

    private int emit(Node.Repeat repeat, int then) {
        int least = repeat.least();
        int first = then;
        if (repeat.most() == Node.Repeat.UNLIMITED) {
            int loop = add(SPLIT, 0, then);
            int body = emit(repeat.node(), loop);
            next[loop] = body;
            first = least == 0 ? loop : body;
            least = Math.max(0, least - 1);
        } else {
            for (int i = least; i < repeat.most(); i++) {
                first = add(SPLIT, emit(repeat.node(), first), then);
            }
        }
        for (int i = 0; i < least; i++) {
            first = emit(repeat.node(), first);
        }
        return first;
    }
}
