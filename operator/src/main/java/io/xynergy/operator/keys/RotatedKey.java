package io.xynergy.operator.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key that lies in mounted Secrets, with the one before it. Pods see a change only after a while,
 * so for that time the key before is the one that every pod knows.
 *
 * @param previous the key before, as long as pods take it too; absent: there is none
 * @param rotatedFor the last wish of people that was followed; absent: none was
 * @param <K> the key itself
 */
record RotatedKey<K>(K key, Instant madeAt, @Nullable K previous, @Nullable String rotatedFor) {

    /** After this, every kubelet has brought a change of a Secret to its pods. */
    static final Duration SEEN = Duration.ofMinutes(10);

    /** After this, the key before is taken out of the Secret. */
    static final Duration OVERLAP = Duration.ofHours(1);

    /** The first key. */
    static <K> RotatedKey<K> first(Instant now, K key) {
        return new RotatedKey<>(key, KeyMarks.second(now), null, null);
    }

    /**
     * The key after one step; the same: there is nothing to do.
     *
     * @param every how long a key is used; zero: until somebody asks for another
     */
    RotatedKey<K> step(Duration every, Instant now, @Nullable String wish, Supplier<K> fresh) {
        if (previous != null && !now.isBefore(madeAt.plus(OVERLAP))) {
            return new RotatedKey<>(key, madeAt, null, rotatedFor);
        }
        boolean isAsked = wish != null && !wish.equals(rotatedFor);
        boolean isOld = !every.isZero() && !now.isBefore(madeAt.plus(every));
        // a pod may know no other key than the previous one yet
        if (isSettled(now) && (isAsked || isOld)) {
            return new RotatedKey<>(
                    fresh.get(), KeyMarks.second(now), key, wish == null ? rotatedFor : wish);
        }
        return this;
    }

    /** Whether every pod knows the key. */
    boolean isSettled(Instant now) {
        return previous == null || !now.isBefore(madeAt.plus(SEEN));
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "key of " + madeAt;
    }
}
