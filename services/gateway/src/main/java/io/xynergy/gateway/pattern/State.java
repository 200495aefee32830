package io.xynergy.gateway.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A state of a deterministic automaton: a set of places in a {@link Program}.
 *
 * <p>Followers are filled in while texts are matched, without locks: states never change, so that
 * whoever sees one sees all of it, and two threads that find the same one missing write equal ones.
 */
final class State {

    /** Nothing can match any more. */
    static final State DEAD = new State(new int[0], 0, 0);

    final int[] places;

    /** Which expressions match when the text ends here. */
    final long accepted;

    /** What follows by the class of a character. */
    final @Nullable State[] followers;

    State(int[] places, long accepted, int classes) {
        this.places = places;
        this.accepted = accepted;
        this.followers = new State[classes];
    }

    /** Whether nothing can match any more. */
    boolean isDead() {
        return places.length == 0 && accepted == 0;
    }

    /** Bytes of heap, about, with its entry in the table of states. */
    int bytes() {
        return 120 + 4 * places.length + 4 * followers.length;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof State state
                && accepted == state.accepted
                && Arrays.equals(places, state.places);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(places) * 31 + Long.hashCode(accepted);
    }
}
