package io.xynergy.crm.input;

import java.util.Optional;

/** What a text may hold. */
public final class TextRule {

    private TextRule() {}

    /**
     * What is wrong with a text of one line; empty: nothing.
     *
     * @param longest most characters
     */
    public static Optional<String> lineFault(String text, int longest) {
        if (text.isBlank()) {
            return Optional.of("must not be blank; leave it out or give null instead");
        }
        int length = text.codePointCount(0, text.length());
        if (length > longest) {
            return Optional.of(
                    "expected at most %d characters, found %d".formatted(longest, length));
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return Optional.of(
                        "has the control character U+%04X at position %d"
                                .formatted((int) text.charAt(i), i + 1));
            }
        }
        return encodingFault(text);
    }

    /** What keeps a text from being stored; empty: nothing. */
    public static Optional<String> encodingFault(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return Optional.of("has the character U+0000, which cannot be stored");
            }
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Optional.of(
                        "has half of a surrogate pair, U+%04X, at position %d"
                                .formatted((int) c, i + 1));
            }
        }
        return Optional.empty();
    }
}
