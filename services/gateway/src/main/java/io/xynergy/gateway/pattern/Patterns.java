package io.xynergy.gateway.pattern;

import io.xynergy.policy.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the matchers of one table of routes; equal expressions share theirs. */
public final class Patterns {

    private final StateBudget budget;
    private final Map<String, TextPattern> texts = new HashMap<>();
    private final List<Automaton> automata = new ArrayList<>();
    private boolean used;

    public Patterns() {
        this(StateBudget.ofProcess());
    }

    Patterns(StateBudget budget) {
        this.budget = budget;
    }

    /**
     * The matcher of one expression.
     *
     * @throws IllegalArgumentException if it is none
     */
    public TextPattern text(String regex) {
        used = true;
        return texts.computeIfAbsent(regex, key -> text(LinearPattern.of(key)));
    }

    private TextPattern text(LinearPattern pattern) {
        return new TextPattern(pattern, pattern.isForeign() ? null : automaton(List.of(pattern)));
    }

    /** The matcher of several expressions, none of them foreign. */
    public PatternSet set(List<LinearPattern> patterns) {
        used = true;
        return new PatternSet(automaton(patterns));
    }

    private Automaton automaton(List<LinearPattern> patterns) {
        Automaton automaton = new Automaton(patterns, budget);
        automata.add(automaton);
        return automaton;
    }

    /** Whether there is any matcher, so that requests need an {@link Effort}. */
    public boolean areUsed() {
        return used;
    }

    /** All are made. */
    public void seal() {
        budget.add(automata);
        automata.clear();
    }
}
