package io.xynergy.operator.reconcile;

import io.xynergy.operator.model.Configuration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the pods should serve, and why it is that.
 *
 * @param configuration absent: there never was a valid one
 */
record Target(@Nullable Configuration configuration, Why why) {

    /** The reason for a target. */
    enum Why {
        /** It is what the spec compiles to. */
        SPEC,
        /** The spec is not valid, and this was served before it. */
        KEPT,
        /** A pod refused what the spec compiles to, and this is the last good one. */
        REJECTED,
        /** A few pods serve what the spec compiles to first, and this is for all others. */
        TRIED,
        /** An annotation asks for it. */
        PINNED,
        /** An annotation asks for one that is not kept; the spec is served. */
        PIN_UNKNOWN
    }

    /**
     * What there is to choose from.
     *
     * @param compiled what the spec compiles to; absent: it is not valid
     * @param published what pods start from now; absent: nothing
     * @param isRejected whether a pod refused what the spec compiles to
     * @param lastGood beginning of the digest of the last good one; absent: there is none
     * @param pin beginning of the digest that an annotation asks for; absent: none does
     */
    record Choice(
            @Nullable Configuration compiled,
            @Nullable Configuration published,
            boolean isRejected,
            @Nullable String lastGood,
            @Nullable String pin) {}

    /**
     * Chooses.
     *
     * @param kept finds a configuration that was live earlier by the beginning of its digest
     */
    static Target of(Choice choice, Function<String, Optional<Configuration>> kept) {
        String pin = choice.pin();
        if (pin != null) {
            Configuration pinned = find(pin, choice, kept);
            if (pinned != null) {
                return new Target(pinned, Why.PINNED);
            }
        }
        Configuration compiled = choice.compiled();
        if (compiled == null) {
            return new Target(choice.published(), Why.KEPT);
        }
        String good = choice.lastGood();
        if (choice.isRejected() && good != null && !compiled.digest().startsWith(good)) {
            Configuration last = find(good, choice, kept);
            if (last != null) {
                return new Target(last, Why.REJECTED);
            }
        }
        return new Target(compiled, pin == null ? Why.SPEC : Why.PIN_UNKNOWN);
    }

    private static @Nullable Configuration find(
            String digest, Choice choice, Function<String, Optional<Configuration>> kept) {
        Configuration published = choice.published();
        if (published != null && published.digest().startsWith(digest)) {
            return published;
        }
        return kept.apply(digest).orElse(null);
    }
}
