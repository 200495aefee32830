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
 * The key that deliveries are signed with, as its Secret has it. Pods mount the Secret and see a
 * change of it only after a while, so for that time deliveries are signed with the key before,
 * which every pod knows: the old ones as their key, the new ones as the previous one.
 *
 * @param previous the key before, as long as pods take it too; absent: there is none
 * @param rotatedFor the last wish of people that was followed; absent: none was
 */
public record DeliverySecret(
        String key, Instant madeAt, @Nullable String previous, @Nullable String rotatedFor) {

    /** After this, every kubelet has brought a change of a Secret to its pods. */
    static final Duration SEEN = Duration.ofMinutes(10);

    /** After this, the key before is taken out of the Secret. */
    static final Duration OVERLAP = Duration.ofHours(1);

    private static final String KEY = "key";
    private static final String PREVIOUS = "previous";

    /** As many characters as a gateway asks for. */
    private static final int SHORTEST = 32;

    private static final int LONGEST = 4096;

    /** The first key. */
    public static DeliverySecret first(Instant now, Supplier<String> random) {
        return new DeliverySecret(random.get(), KeyMarks.second(now), null, null);
    }

    /** A key from its Secret; empty: there is none in it that a gateway would take. */
    public static Optional<DeliverySecret> read(Secret secret, Instant now) {
        var marks = KeyMarks.of(secret);
        String key = usable(marks.text(KEY));
        return key == null
                ? Optional.empty()
                : Optional.of(
                        new DeliverySecret(
                                key,
                                marks.madeAt(now),
                                usable(marks.text(PREVIOUS)),
                                marks.annotation(KeyMarks.ROTATED_FOR)));
    }

    /** What people ask for on a Secret; absent: nothing. */
    public static @Nullable String wish(@Nullable Secret secret) {
        return KeyMarks.wish(secret);
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
        if (previous != null && !now.isBefore(madeAt.plus(OVERLAP))) {
            return new DeliverySecret(key, madeAt, null, rotatedFor);
        }
        boolean isAsked = wish != null && !wish.equals(rotatedFor);
        boolean isOld = !every.isZero() && !now.isBefore(madeAt.plus(every));
        // a pod may know no other key than the previous one yet
        if (isSettled(now) && (isAsked || isOld)) {
            return new DeliverySecret(
                    random.get(), KeyMarks.second(now), key, wish == null ? rotatedFor : wish);
        }
        return this;
    }

    private boolean isSettled(Instant now) {
        return previous == null || !now.isBefore(madeAt.plus(SEEN));
    }

    /** The key that every pod knows. */
    public String signing(Instant now) {
        return previous != null && !isSettled(now) ? previous : key;
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
        KeyMarks.mark(metadata, madeAt, rotatedFor);
        var secret =
                new SecretBuilder()
                        .withMetadata(metadata.build())
                        .withType("Opaque")
                        .addToData(KEY, KeyMarks.encoded(key));
        if (previous != null) {
            secret.addToData(PREVIOUS, KeyMarks.encoded(previous));
        }
        return secret.build();
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "delivery key of " + madeAt;
    }
}
