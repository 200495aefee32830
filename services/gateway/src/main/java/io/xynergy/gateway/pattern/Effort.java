package io.xynergy.gateway.pattern;

/**
 * How much work one request may still make in regular expressions, all of them together.
 *
 * <p>Once it is spent nothing matches any more, and whoever decides by matches must ask {@link
 * #isSpent} before a decision counts: it would be one of a check that was never made. A step is
 * about a nanosecond.
 */
public final class Effort {

    /** Some ten milliseconds of a core. */
    private static final long MOST = 10_000_000;

    /** For requests that meet no regular expression; whoever takes steps of it has a bug. */
    public static final Effort NONE = new Effort(0);

    private long left;

    private Effort(long left) {
        this.left = left;
    }

    /** For one request. */
    public static Effort ofRequest() {
        return new Effort(MOST);
    }

    /** Whether some match was not made, so that nothing is decided. */
    public boolean isSpent() {
        return left < 0;
    }

    /** Takes steps before they are made; false: they must not be made. */
    boolean spend(long steps) {
        if (this == NONE) {
            throw new IllegalStateException("no regular expression was expected");
        }
        if (left >= 0) {
            left -= steps;
        }
        return left >= 0;
    }

    /** What should have been matched could not be. */
    void giveUp() {
        if (spend(0)) {
            left = -1;
        }
    }
}
