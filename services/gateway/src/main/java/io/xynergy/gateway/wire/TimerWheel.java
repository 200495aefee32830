package io.xynergy.gateway.wire;

import org.jspecify.annotations.Nullable;

/**
 * A hashed timing wheel (Varghese and Lauck, 1987, scheme 6) for one thread.
 *
 * <p>An entry lies in the slot of its time modulo the wheel's span and is looked at once a lap.
 * Adding, moving and removing cost the same however many entries there are. An entry fires up to
 * one tick late, never early.
 */
final class TimerWheel {

    /** 2^26 ns, about 67 ms: timeouts are seconds, so this is precise enough. */
    static final int TICK_SHIFT = 26;

    private static final int SLOTS = 1024;

    private final @Nullable Entry[] slots = new Entry[SLOTS];
    private long tick;
    private int size;

    TimerWheel(long now) {
        tick = now >> TICK_SHIFT;
    }

    /** Something that wants to be called at a time; in at most one wheel, at most once. */
    abstract static class Entry {
        private @Nullable Entry previous;
        private @Nullable Entry next;
        private int slot = -1;
        private long when;

        /** Called once when the time has come; the entry is no longer in the wheel then. */
        abstract void fire(long now);

        final boolean isScheduled() {
            return slot >= 0;
        }

        /** The time it is scheduled for. */
        final long when() {
            return when;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Puts the entry at {@code when}, moving it if it is there already. */
    void schedule(Entry entry, long when) {
        remove(entry);
        long at = Math.max(when >> TICK_SHIFT, tick) + 1;
        int slot = (int) (at & (SLOTS - 1));
        Entry first = slots[slot];
        entry.when = when;
        entry.slot = slot;
        entry.next = first;
        entry.previous = null;
        if (first != null) {
            first.previous = entry;
        }
        slots[slot] = entry;
        size++;
    }

    void remove(Entry entry) {
        if (entry.slot < 0) {
            return;
        }
        Entry previous = entry.previous;
        Entry next = entry.next;
        if (previous == null) {
            slots[entry.slot] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        entry.previous = null;
        entry.next = null;
        entry.slot = -1;
        size--;
    }

    /** Fires what is due at {@code now}. */
    void advance(long now) {
        long target = now >> TICK_SHIFT;
        if (target <= tick) {
            return;
        }
        long from = Math.max(tick + 1, target - SLOTS + 1);
        tick = target;
        for (long at = from; at <= target && size > 0; at++) {
            fireSlot((int) (at & (SLOTS - 1)), now);
        }
    }

    private void fireSlot(int slot, long now) {
        Entry entry = slots[slot];
        while (entry != null) {
            // Firing may schedule and remove others, but only this entry leaves the slot before it.
            Entry following = entry.next;
            if (entry.when <= now) {
                remove(entry);
                entry.fire(now);
                if (following != null && following.slot != slot) {
                    following = slots[slot];
                }
            }
            entry = following;
        }
    }
}
