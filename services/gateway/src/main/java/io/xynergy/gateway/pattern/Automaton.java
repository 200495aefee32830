package io.xynergy.gateway.pattern;

import io.xynergy.policy.pattern.LinearPattern;
import io.xynergy.policy.pattern.Node.Chars;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Matches an ASCII text with up to 64 expressions at once, each against the whole text.
 *
 * <p>A deterministic automaton whose states are made when a text first needs them, as RE2 does it:
 * one look into a table for each character, whatever the number of expressions. States are kept
 * within a budget; without it, each character costs as much as the expressions are large, and that
 * is taken from the {@link Effort} of the request.
 */
final class Automaton {

    static final int MOST_PATTERNS = Long.SIZE;

    /** Of a character where the next state is known. */
    private static final int COST_OF_LOOK = 4;

    /** Of a state that must be made first, for each place that is looked at. */
    private static final int COST_OF_PLACE = 4;

    private static final int COST_OF_STATE = 100;

    private final Program program;
    private final StateBudget budget;
    private final byte[] classes = new byte[128];
    private final int classCount;
    private final int[] examples;
    private @Nullable volatile Kept kept;

    /** The states that were made so far. */
    private record Kept(State start, Map<State, State> states) {}

    Automaton(List<LinearPattern> patterns, StateBudget budget) {
        if (patterns.size() > MOST_PATTERNS) {
            throw new IllegalArgumentException(patterns.size() + " patterns");
        }
        this.program = new Program(patterns);
        this.budget = budget;
        int[] numbers = new int[128];
        int count = 1;
        for (Chars set : program.sets()) {
            count = tellApart(set, numbers, count);
        }
        this.classCount = count;
        this.examples = new int[count];
        for (int c = 0; c < 128; c++) {
            classes[c] = (byte) numbers[c];
            examples[numbers[c]] = c;
        }
    }

    /** Splits each class into what is in the set and what is not; gives how many there are now. */
    private static int tellApart(Chars set, int[] numbers, int count) {
        int[] renamed = new int[2 * count];
        int fresh = 0;
        for (int c = 0; c < 128; c++) {
            int key = 2 * numbers[c] + (set.has(c) ? 1 : 0);
            renamed[key] = renamed[key] == 0 ? ++fresh : renamed[key];
            numbers[c] = renamed[key] - 1;
        }
        return fresh;
    }

    /** Gives up all states, which come again as they are needed. */
    void forget() {
        kept = null;
    }

    /**
     * Which expressions match the whole of {@code bytes[start, end)}, as bits; none of them when
     * the effort does not suffice.
     */
    long match(byte[] bytes, int start, int end, Effort effort) {
        if (!effort.spend(COST_OF_LOOK * (end - start + 1L))) {
            return 0;
        }
        Kept known = kept();
        State state = known.start;
        Closure closure = null;
        for (int at = start; at < end && !state.isDead(); at++) {
            byte b = bytes[at];
            if (b < 0) {
                effort.giveUp(); // its expressions know ASCII alone
                return 0;
            }
            State follower = state.followers[classes[b]];
            if (follower == null) {
                closure = closure == null ? new Closure(program) : closure;
                follower = follow(known, state, classes[b], closure);
                long cost = (long) COST_OF_PLACE * closure.looked() + COST_OF_STATE;
                if (!effort.spend(cost)) {
                    return 0;
                }
            }
            state = follower;
        }
        return state.accepted;
    }

    private Kept kept() {
        Kept known = kept;
        if (known == null) {
            Closure closure = new Closure(program);
            for (int first : program.starts()) {
                closure.add(first, true);
            }
            known = new Kept(closure.state(classCount, true), new ConcurrentHashMap<>());
            kept = known;
        }
        return known;
    }

    private State follow(Kept known, State state, int number, Closure closure) {
        int example = examples[number];
        closure.clear();
        for (int place : state.places) {
            if (program.takes(place, example)) {
                closure.add(program.next(place), false);
            }
        }
        State made = closure.state(classCount, false);
        if (!made.isDead()) {
            State twin = known.states.get(made);
            if (twin != null) {
                made = twin;
            } else if (budget.take(made.bytes())) {
                State first = known.states.putIfAbsent(made, made);
                made = first == null ? made : first;
            } else {
                return made;
            }
        }
        state.followers[number] = made;
        return made;
    }
}
