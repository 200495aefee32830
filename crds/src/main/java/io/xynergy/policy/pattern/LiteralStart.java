package io.xynergy.policy.pattern;

import io.xynergy.policy.pattern.Node.Chars;
import java.util.List;

/** With which letters every text that matches begins, as far as that is plain to see. */
final class LiteralStart {

    private LiteralStart() {}

    static String of(Node node) {
        StringBuilder letters = new StringBuilder();
        collect(node, letters);
        return letters.toString();
    }

    /** Adds the letters of a node; false when what follows it is not known to follow them. */
    private static boolean collect(Node node, StringBuilder letters) {
        return switch (node) {
            case Chars(long low, long high) -> {
                if (Long.bitCount(low) + Long.bitCount(high) != 1) {
                    yield false;
                }
                int letter =
                        low == 0
                                ? 64 + Long.numberOfTrailingZeros(high)
                                : Long.numberOfTrailingZeros(low);
                letters.append((char) letter);
                yield true;
            }
            case Node.Edge edge -> edge == Node.Edge.BEGIN && letters.isEmpty();
            case Node.Sequence(List<Node> parts) -> {
                boolean goesOn = true;
                for (int i = 0; i < parts.size() && goesOn; i++) {
                    goesOn = collect(parts.get(i), letters);
                }
                yield goesOn;
            }
            case Node.Capture(Node captured) -> collect(captured, letters);
            case Node.Choice _, Node.Repeat _, Node.Foreign _ -> false;
        };
    }
}
