package io.xynergy.gateway.pattern;

import java.util.Arrays;

/** Collects the places of a {@link Program} that are reached without a character; reused. */
final class Closure {

    private final Program program;
    private final long[] seen;
    private final long[] seenAtEnd;
    private final int[] places;
    private final int[] pending;
    private int found;
    private int looked;
    private long accepted;

    Closure(Program program) {
        int size = program.size();
        this.program = program;
        this.seen = new long[(size >> 6) + 1];
        this.seenAtEnd = new long[(size >> 6) + 1];
        this.places = new int[size];
        this.pending = new int[2 * size + 1];
    }

    void clear() {
        Arrays.fill(seen, 0);
        Arrays.fill(seenAtEnd, 0);
        found = 0;
        looked = seen.length / 8;
        accepted = 0;
    }

    /** How many places were looked at since the last {@link #clear}, for the bill. */
    int looked() {
        return looked;
    }

    /** Adds a place and all that is reached from it. */
    void add(int place, boolean atStart) {
        walk(place, atStart, seen, false);
    }

    /** What was collected; the only one without places that accepts nothing is DEAD. */
    State state(int classes, boolean atStart) {
        looked += found;
        int[] all = Arrays.copyOf(places, found);
        int characters = 0;
        for (int place : all) {
            if (program.kind(place) == Program.END) {
                walk(program.next(place), atStart, seenAtEnd, true);
            } else {
                all[characters++] = place;
            }
        }
        if (characters == 0 && accepted == 0) {
            return State.DEAD;
        }
        int[] kept = Arrays.copyOf(all, characters);
        Arrays.sort(kept);
        return new State(kept, accepted, classes);
    }

    private void walk(int from, boolean atStart, long[] marks, boolean atEnd) {
        int waiting = 0;
        pending[waiting++] = from;
        while (waiting > 0) {
            int place = pending[--waiting];
            if ((marks[place >> 6] >>> place & 1) != 0) {
                continue;
            }
            marks[place >> 6] |= 1L << place;
            looked++;
            switch (program.kind(place)) {
                case Program.SPLIT -> {
                    pending[waiting++] = program.other(place);
                    pending[waiting++] = program.next(place);
                }
                case Program.BEGIN -> {
                    if (atStart) {
                        pending[waiting++] = program.next(place);
                    }
                }
                case Program.MATCH -> accepted |= 1L << program.other(place);
                case Program.END -> {
                    if (atEnd) {
                        pending[waiting++] = program.next(place);
                    } else {
                        places[found++] = place;
                    }
                }
                default -> {
                    if (!atEnd) {
                        places[found++] = place;
                    }
                }
            }
        }
    }
}
