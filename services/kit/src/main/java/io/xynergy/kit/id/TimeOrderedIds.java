package io.xynergy.kit.id;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * UUIDs of version 7 (RFC 9562): new ones come after old ones, so that indexes grow at their end.
 *
 * <p>Those of one maker always ascend, also within a millisecond and when the clock steps back:
 * what follows the time is a counter that begins at a random place (section 6.2, method 1).
 */
public final class TimeOrderedIds {

    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final RandomGenerator random;

    /** Milliseconds and counter of the last id; a full counter carries into the milliseconds. */
    private final AtomicLong last = new AtomicLong();

    /**
     * A maker of ids.
     *
     * @param random not to be foreseen where ids must not be guessed
     */
    public TimeOrderedIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** The next id. */
    public UUID next() {
        // half the counter's room stays free for the rest of the millisecond
        long start = clock.millis() << COUNTER_BITS | random.nextLong() & COUNTER_MASK >> 1;
        long next = last.updateAndGet(before -> Math.max(before + 1, start));
        long high = next >> COUNTER_BITS << 16 | VERSION | next & COUNTER_MASK;
        return new UUID(high, VARIANT | random.nextLong() >>> 2);
    }
}
