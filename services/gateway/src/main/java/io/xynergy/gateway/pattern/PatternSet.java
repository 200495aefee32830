package io.xynergy.gateway.pattern;

/** Up to {@link #MOST} expressions that are matched at once. */
public final class PatternSet {

    /** So many expressions fit into one set. */
    public static final int MOST = Automaton.MOST_PATTERNS;

    private final Automaton automaton;

    PatternSet(Automaton automaton) {
        this.automaton = automaton;
    }

    /**
     * Which expressions match the whole of {@code bytes[start, end)}, by a bit for each place in
     * the set; none, and the effort is spent, when that would take too long.
     */
    public long match(byte[] bytes, int start, int end, Effort effort) {
        return automaton.match(bytes, start, end, effort);
    }
}
