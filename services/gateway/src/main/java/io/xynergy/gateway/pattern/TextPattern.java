package io.xynergy.gateway.pattern;

import io.xynergy.policy.pattern.LinearPattern;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One expression for texts of any bytes: what is not ASCII is read as UTF-8. */
public final class TextPattern {

    /** What a character costs RE2/J for each instruction, in steps of {@link Effort}. */
    private static final int LIBRARY_COST = 16;

    private final LinearPattern pattern;
    private final @Nullable Automaton automaton;

    TextPattern(LinearPattern pattern, @Nullable Automaton automaton) {
        this.pattern = pattern;
        this.automaton = automaton;
    }

    /** Whether the whole text matches; false, and the effort is spent, if that takes too long. */
    public boolean matches(byte[] bytes, int start, int end, Effort effort) {
        return automaton != null && isAscii(bytes, start, end)
                ? automaton.match(bytes, start, end, effort) != 0
                : matchesByLibrary(bytes, start, end, effort);
    }

    private boolean matchesByLibrary(byte[] bytes, int start, int end, Effort effort) {
        if (!effort.spend(cost(pattern, end - start))) {
            return false;
        }
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        try {
            return pattern.library().matcher(text).matches();
        } catch (StackOverflowError _) {
            effort.giveUp();
            return false;
        }
    }

    /** What RE2/J takes for a text at most. */
    static long cost(LinearPattern pattern, int length) {
        return (long) LIBRARY_COST * pattern.size() * (length + 1L);
    }

    private static boolean isAscii(byte[] bytes, int start, int end) {
        int all = 0;
        for (int at = start; at < end; at++) {
            all |= bytes[at];
        }
        return all >= 0;
    }
}
