package io.xynergy.policy.document;

import org.jspecify.annotations.Nullable;

/**
 * A place in a document, written as {@code spec.routes[2].to[0].service}.
 *
 * @param parent absent: this is the whole document
 * @param name the key in a map; empty: an element of a list
 * @param index the position in a list; -1: an entry of a map
 */
public record DocumentPath(@Nullable DocumentPath parent, String name, int index) {

    public static final DocumentPath ROOT = new DocumentPath(null, "", -1);

    private static final int LONGEST_KEY = 64;

    /** The entry of a map. */
    public DocumentPath field(String key) {
        return new DocumentPath(this, key, -1);
    }

    /** The element of a list. */
    public DocumentPath item(int position) {
        return new DocumentPath(this, "", position);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text);
        return text.toString();
    }

    private void append(StringBuilder text) {
        if (parent() == null) {
            return;
        }
        parent().append(text);
        if (index >= 0) {
            text.append('[').append(index).append(']');
        } else if (isSimple(name)) {
            text.append(text.isEmpty() ? "" : ".").append(name);
        } else {
            text.append('[').append(Quote.of(name, LONGEST_KEY)).append(']');
        }
    }

    private static boolean isSimple(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST_KEY
                && key.chars()
                        .allMatch(c ->
                                c < 128 && (Character.isLetterOrDigit(c) || "_-".indexOf(c) >= 0));
    }
}
