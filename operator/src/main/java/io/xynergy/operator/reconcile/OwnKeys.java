package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.apply.Written;
import io.xynergy.operator.keys.KeyMarks;
import io.xynergy.operator.model.ConfigMaps;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys of a policy that the operator makes and replaces itself, each the state of a Secret. */
final class OwnKeys {

    private final Parts parts;
    private final Cluster cluster;
    private final ConfigMaps.Owner owner;

    OwnKeys(Parts parts, Cluster cluster, ConfigMaps.Owner owner) {
        this.parts = parts;
        this.cluster = cluster;
        this.owner = owner;
    }

    /**
     * How the Secret of a kind of keys lives.
     *
     * @param name of the Secret
     * @param read the state in a Secret; empty: there is none
     * @param step the state after one step, by the wish that is on the Secret
     * @param <S> the state
     */
    record Life<S>(
            String name,
            Function<Secret, Optional<S>> read,
            Supplier<S> first,
            BiFunction<S, @Nullable String, S> step,
            Function<S, Secret> secret) {}

    /**
     * A state that is written down.
     *
     * @param isNew whether this pass wrote it
     * @param <S> the state
     */
    record Kept<S>(S state, boolean isNew) {}

    /** Goes one step on; absent: somebody else has a Secret of its name. */
    <S> @Nullable Kept<S> advance(Life<S> life, Findings findings) {
        Secret present = cluster.secret(parts.client(), owner, life.name());
        if (present != null && !ObjectWriter.isOwned(present, owner.reference().getUid())) {
            findings.taken.add(new Written.Taken("Secret", life.name()));
            return null;
        }
        String wish = KeyMarks.wish(present);
        S after =
                Optional.ofNullable(present)
                        .flatMap(life.read())
                        .map(before -> life.step().apply(before, wish))
                        .orElseGet(life.first());
        Written written = parts.writer().writeUnlessChanged(life.secret().apply(after), present);
        if (written instanceof Written.Changed changed) {
            cluster.remember(changed.object());
        }
        return new Kept<>(after, written instanceof Written.Changed);
    }
}
