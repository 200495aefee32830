package io.xynergy.gateway.config;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Revisions as text. */
public final class Revisions {

    /** What a revision looks like, for messages. */
    public static final String EXPECTED = "a whole number from 1 to 9007199254740991";

    /** Beyond it, readers of JSON that know only doubles would take two revisions for one. */
    private static final long LARGEST = (1L << 53) - 1;

    private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,15}");

    private Revisions() {}

    /** The number; empty if the text is not its one decimal form, or out of range. */
    public static OptionalLong parse(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        long revision = Long.parseLong(text);
        return revision <= LARGEST ? OptionalLong.of(revision) : OptionalLong.empty();
    }
}
