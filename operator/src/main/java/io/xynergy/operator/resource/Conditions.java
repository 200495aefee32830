package io.xynergy.operator.resource;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The conditions of a policy, made anew from what is now; a condition whose status stays keeps the
 * time of its transition.
 */
public final class Conditions {

    /** The spec is valid and nobody older claims the same. */
    public static final String ACCEPTED = "Accepted";

    /** Everything that the spec names exists. */
    public static final String RESOLVED_REFS = "ResolvedRefs";

    /** The configuration was published and no pod refused it. */
    public static final String PROGRAMMED = "Programmed";

    /** Every ready pod answered that it serves what the spec compiles to. */
    public static final String LIVE = "Live";

    /** Traffic flows by this policy. */
    public static final String READY = "Ready";

    /** An annotation holds the operator back. */
    public static final String PAUSED = "ReconciliationPaused";

    private static final int LONGEST_MESSAGE = 8 << 10;

    private final Map<String, Condition> before = new TreeMap<>();
    private final Map<String, Condition> now = new TreeMap<>();
    private final long generation;
    private final InstantSource clock;

    /** Conditions of one generation that follow those of a status. */
    public Conditions(List<Condition> before, long generation, InstantSource clock) {
        before.forEach(condition -> this.before.put(condition.type(), condition));
        this.generation = generation;
        this.clock = clock;
    }

    /** Says that a condition holds. */
    public void yes(String type, String reason, String message) {
        set(type, "True", reason, message);
    }

    /** Says that a condition does not hold. */
    public void no(String type, String reason, String message) {
        set(type, "False", reason, message);
    }

    /** Says that it is not known yet whether a condition holds. */
    public void unknown(String type, String reason, String message) {
        set(type, "Unknown", reason, message);
    }

    /** Keeps a condition as it was, with the generation that it spoke of. */
    public void keep(String type) {
        Condition condition = before.get(type);
        if (condition != null) {
            now.put(type, condition);
        }
    }

    /** Whether a condition holds now. */
    public boolean holds(String type) {
        Condition condition = now.get(type);
        return condition != null && condition.holds();
    }

    /** All of them, by type. */
    public List<Condition> list() {
        return List.copyOf(now.values());
    }

    /** Those whose status or reason differs from before. */
    public List<Condition> changed() {
        List<Condition> changed = new ArrayList<>();
        for (Condition condition : now.values()) {
            Condition earlier = before.get(condition.type());
            if (earlier == null
                    || !earlier.status().equals(condition.status())
                    || !earlier.reason().equals(condition.reason())) {
                changed.add(condition);
            }
        }
        return changed;
    }

    private void set(String type, String status, String reason, String message) {
        Condition earlier = before.get(type);
        String since =
                earlier != null && earlier.status().equals(status)
                        ? earlier.lastTransitionTime()
                        : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String text =
                message.length() <= LONGEST_MESSAGE
                        ? message
                        : message.substring(0, LONGEST_MESSAGE) + " ...";
        now.put(type, new Condition(type, status, generation, since, reason, text));
    }
}
