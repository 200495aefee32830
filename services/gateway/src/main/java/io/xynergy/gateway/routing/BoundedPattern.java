package io.xynergy.gateway.routing;

import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that gives up instead of taking exponential time.
 *
 * <p>Java's matcher backtracks, and the text comes from outside. It reads the text through this
 * class, which counts the reads: more than a hundred for each character (and a thousand to begin
 * with) and the text counts as not matching.
 */
final class BoundedPattern {

    private static final int FREE_STEPS = 1_000;
    private static final int STEPS_PER_CHARACTER = 100;
    private static final int MOST_STEPS = 100_000;

    private final Pattern pattern;
    private final LongAdder givenUp;

    BoundedPattern(String regex, LongAdder givenUp) {
        this.pattern = Pattern.compile(regex);
        this.givenUp = givenUp;
    }

    /**
     * Checks a replacement for {@link #replaceAll} before there is a text to replace.
     *
     * @throws IllegalArgumentException if it names a group that the expression does not have
     */
    void checkReplacement(String replacement) {
        // With an empty alternative in front the expression keeps its groups and matches nothing.
        Pattern empty = Pattern.compile("|" + pattern.pattern());
        try {
            String _ = empty.matcher("").replaceAll(replacement);
        } catch (IndexOutOfBoundsException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "replacement \"" + replacement + "\": " + wrong.getMessage(), wrong);
        }
    }

    /** Whether the whole text matches. */
    boolean matches(String text) {
        try {
            return matcher(text).matches();
        } catch (StepsExceeded | StackOverflowError _) {
            givenUp.increment();
            return false;
        }
    }

    /** The text with every match replaced, or null when that takes too long. */
    @Nullable String replaceAll(String text, String replacement) {
        try {
            return matcher(text).replaceAll(replacement);
        } catch (StepsExceeded | StackOverflowError _) {
            givenUp.increment();
            return null;
        }
    }

    private Matcher matcher(String text) {
        int steps = FREE_STEPS + STEPS_PER_CHARACTER * Math.min(text.length(), MOST_STEPS);
        return pattern.matcher(new CountedText(text, Math.min(MOST_STEPS, steps)));
    }

    private static final class CountedText implements CharSequence {

        private final String text;
        private int stepsLeft;

        CountedText(String text, int steps) {
            this.text = text;
            this.stepsLeft = steps;
        }

        @Override
        public char charAt(int index) {
            if (--stepsLeft < 0) {
                throw new StepsExceeded();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Leaves the matcher; without a stack trace, as its place is always the same. */
    private static final class StepsExceeded extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private StepsExceeded() {
            super("regular expression took too many steps", null, false, false);
        }
    }
}
