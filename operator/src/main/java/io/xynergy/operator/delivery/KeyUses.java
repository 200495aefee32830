package io.xynergy.operator.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * On which day each API key of a policy was used last, as the pods say. They are asked once a
 * minute at most, one after the other, while nobody waits.
 */
final class KeyUses {

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Courier courier;
    private final Runnable changed;
    private Map<String, LocalDate> days = Map.of();
    private Instant askedAt = Instant.MIN;
    private boolean asking;

    /**
     * Nothing is known yet.
     *
     * @param changed told when a key has another day
     */
    KeyUses(Courier courier, Runnable changed) {
        this.courier = courier;
        this.changed = changed;
    }

    /** The last days by the names of keys; asks the pods again, if that is due. */
    Map<String, LocalDate> ask(List<Peer> pods, Instant now) {
        lock.lock();
        try {
            if (!asking && !isFresh(now) && !pods.isEmpty()) {
                asking = true;
                askedAt = now;
                courier.after(0, () -> read(pods, LocalDate.ofInstant(now, ZoneOffset.UTC)));
            }
            return days;
        } finally {
            lock.unlock();
        }
    }

    /** A clock that was set back makes nothing fresh. */
    private boolean isFresh(Instant now) {
        return !now.isBefore(askedAt) && now.isBefore(askedAt.plus(FRESH));
    }

    private void read(List<Peer> pods, LocalDate today) {
        Map<String, LocalDate> found = new HashMap<>();
        try {
            for (Peer pod : pods) {
                courier.keyUses(pod.admin())
                        .forEach((key, day) ->
                                found.merge(key, earlier(day, today), KeyUses::later));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (keep(found)) {
                changed.run();
            }
        }
    }

    /** Whether anything is new. A pod that ended took its memory along, so days only grow. */
    private boolean keep(Map<String, LocalDate> found) {
        lock.lock();
        try {
            asking = false;
            Map<String, LocalDate> next = new HashMap<>(found);
            next.replaceAll((key, day) -> later(day, days.getOrDefault(key, day)));
            boolean isNew = !days.entrySet().containsAll(next.entrySet());
            days = Map.copyOf(next);
            return isNew;
        } finally {
            lock.unlock();
        }
    }

    /** A pod whose clock is ahead knows of no day that has not begun. */
    private static LocalDate earlier(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }

    private static LocalDate later(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }
}
