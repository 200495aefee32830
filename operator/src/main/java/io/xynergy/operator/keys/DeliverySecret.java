package io.xynergy.operator.keys;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.model.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key that deliveries are signed with, as its Secret has it. Until every pod knows a new one,
 * deliveries are signed with the key before: old pods have it as their key, new ones as the
 * previous one.
 */
public record DeliverySecret(RotatedKey<String> keys) {

    private static final String KEY = "key";
    private static final String PREVIOUS = "previous";

    /** As many characters as a gateway asks for. */
    private static final int SHORTEST = 32;

    private static final int LONGEST = 4096;

    /** The first key. */
    public static DeliverySecret first(Instant now, Supplier<String> random) {
        return new DeliverySecret(RotatedKey.first(now, random.get()));
    }

    /** A key from its Secret; empty: there is none in it that a gateway would take. */
    public static Optional<DeliverySecret> read(Secret secret, Instant now) {
        var marks = KeyMarks.of(secret);
        String key = usable(marks.text(KEY));
        return key == null
                ? Optional.empty()
                : Optional.of(
                        new DeliverySecret(
                                new RotatedKey<>(
                                        key,
                                        marks.madeAt(now),
                                        usable(marks.text(PREVIOUS)),
                                        marks.annotation(KeyMarks.ROTATED_FOR))));
    }

    private static @Nullable String usable(@Nullable String key) {
        return key != null && key.length() >= SHORTEST && key.length() <= LONGEST ? key : null;
    }

    /**
     * The key after one step; the same: there is nothing to do.
     *
     * @param every how long a key is used; zero: until somebody asks for another
     */
    public DeliverySecret step(
            Duration every, Instant now, @Nullable String wish, Supplier<String> random) {
        RotatedKey<String> after = keys.step(every, now, wish, random);
        return after.equals(keys) ? this : new DeliverySecret(after);
    }

    /** The key that is to be used. */
    String key() {
        return keys.key();
    }

    /** The key before, as long as pods take it too; absent: there is none. */
    public @Nullable String previous() {
        return keys.previous();
    }

    /** The key that every pod knows. */
    public String signing(Instant now) {
        String previous = keys.previous();
        return previous != null && !keys.isSettled(now) ? previous : keys.key();
    }

    /** The Secret. */
    public Secret secret(ConfigMaps.Owner owner) {
        var metadata =
                Plan.metadata(
                        owner.policy(),
                        owner.namespace(),
                        owner.reference(),
                        Names.deliveryKey(owner.policy()),
                        Map.of());
        KeyMarks.mark(metadata, keys.madeAt(), keys.rotatedFor());
        var secret =
                new SecretBuilder()
                        .withMetadata(metadata.build())
                        .withType("Opaque")
                        .addToData(KEY, KeyMarks.encoded(keys.key()));
        String previous = keys.previous();
        if (previous != null) {
            secret.addToData(PREVIOUS, KeyMarks.encoded(previous));
        }
        return secret.build();
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "delivery " + keys;
    }
}
