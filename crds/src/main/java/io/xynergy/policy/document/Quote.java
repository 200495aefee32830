package io.xynergy.policy.document;

/** Shows a piece of the document inside a message: quoted, short, without control characters. */
public final class Quote {

    private static final int LONGEST = 80;
    private static final int LONGEST_PLAIN = 400;

    private Quote() {}

    /** The text in double quotes, cut at 80 characters. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    static String of(String text, int longest) {
        StringBuilder quoted = new StringBuilder("\"");
        int end = Math.min(text.length(), longest);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            append(c, quoted);
        }
        return quoted.append(text.length() > longest ? "…\"" : "\"").toString();
    }

    /** The text as it is, but short enough and without control characters. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.chars().limit(LONGEST_PLAIN).forEach(c -> append((char) c, plain));
        return plain.toString();
    }

    private static void append(char c, StringBuilder text) {
        if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\uFEFF') {
            text.append(String.format("\\u%04x", (int) c));
        } else {
            text.append(c);
        }
    }
}
