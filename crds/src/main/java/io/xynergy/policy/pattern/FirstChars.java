package io.xynergy.policy.pattern;

import io.xynergy.policy.pattern.Node.Chars;

/**
 * With which characters a match can begin in a text that is not empty, as far as that is known: of
 * what only the library can match, anything is assumed.
 */
record FirstChars(Chars chars, boolean maybeEmpty) {

    static FirstChars of(Node node) {
        return switch (node) {
            case Chars set -> new FirstChars(set, false);
            case Node.Edge edge -> new FirstChars(Chars.NONE, edge == Node.Edge.BEGIN);
            case Node.Foreign _ -> new FirstChars(Chars.ALL, true);
            case Node.Sequence(var parts) -> {
                Chars chars = Chars.NONE;
                boolean empty = true;
                for (int i = 0; i < parts.size() && empty; i++) {
                    FirstChars part = of(parts.get(i));
                    chars = chars.with(part.chars);
                    empty = part.maybeEmpty;
                }
                yield new FirstChars(chars, empty);
            }
            case Node.Choice(var alternatives) -> {
                Chars chars = Chars.NONE;
                boolean empty = false;
                for (Node alternative : alternatives) {
                    FirstChars part = of(alternative);
                    chars = chars.with(part.chars);
                    empty |= part.maybeEmpty;
                }
                yield new FirstChars(chars, empty);
            }
            case Node.Capture(Node captured) -> of(captured);
            case Node.Repeat(Node repeated, int least, int most) -> {
                FirstChars part = most == 0 ? new FirstChars(Chars.NONE, true) : of(repeated);
                yield new FirstChars(part.chars, least == 0 || part.maybeEmpty);
            }
        };
    }
}
