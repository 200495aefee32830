package io.xynergy.gateway.config;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides when files that change are whole: a policy that is cut off at the end of a line is often
 * a shorter policy without a fault, with routes or their authentication missing.
 *
 * <p>What came by a rename or behind a link is whole. All else has to keep still for a while, and
 * nobody may have it open for writing. Where writers cannot be seen it has to keep still for
 * longer, and longer still if it was seen half-written: smaller and then larger, or growing.
 */
final class Settling {

    /** No writer of a script that opens the file again for each line is this slow. */
    static final Duration QUIET = Duration.ofMillis(250);

    /** The same where a writer cannot be seen that has it open. */
    static final Duration QUIET_UNSEEN = Duration.ofMillis(1500);

    /** The same, and it was seen to be written in parts. */
    static final Duration QUIET_IN_PARTS = Duration.ofSeconds(4);

    /** What has not changed for so long before a start is whole; nobody is looked for. */
    static final Duration OLD = Duration.ofSeconds(10);

    private final Writers writers;
    private FilesSeen taken;
    private FilesSeen seen;
    private long changed;
    private long nextAsk;
    private boolean whole;
    private int parts;
    private Writers.@Nullable Somebody writer;

    /**
     * Begins with what is in use.
     *
     * @param taken what the configuration in use was read from
     */
    Settling(Writers writers, FilesSeen taken) {
        this.writers = writers;
        this.taken = taken;
        this.seen = taken;
    }

    /**
     * Whether files may be read that have not been read before.
     *
     * @param nanos the time
     */
    boolean isDue(FilesSeen now, long nanos) {
        if (!now.equals(seen)) {
            whole = now.cameWholeAfter(seen);
            parts = whole ? 1 : parts + 1;
            seen = now;
            changed = nanos;
            nextAsk = nanos;
            return false;
        }
        if (now.equals(taken)) {
            parts = 0;
            writer = null;
            return false;
        }
        Duration still = Duration.ofNanos(nanos - changed);
        boolean quiet = whole || still.compareTo(QUIET) >= 0;
        if (!quiet || nanos - nextAsk < 0) {
            return false;
        }
        nextAsk = nanos + QUIET.toNanos();
        return isClosed(now, still);
    }

    private boolean isClosed(FilesSeen now, Duration still) {
        Writers.Found found = writers.of(now.paths());
        writer = found instanceof Writers.Somebody somebody ? somebody : null;
        return switch (found) {
            case Writers.Nobody _ -> true;
            case Writers.Somebody _ -> false;
            case Writers.Unknown _ ->
                    whole || still.compareTo(parts > 1 ? QUIET_IN_PARTS : QUIET_UNSEEN) >= 0;
        };
    }

    /**
     * Whether files may be read that were there when this process began.
     *
     * @param age since they were written; negative if clocks differ
     */
    static boolean isWhole(FilesSeen files, Duration age, Writers writers) {
        if (files.areMounted() || age.compareTo(OLD) >= 0) {
            return true;
        }
        if (age.compareTo(QUIET) < 0) {
            return false;
        }
        return switch (writers.of(files.paths())) {
            case Writers.Nobody _ -> true;
            case Writers.Somebody _ -> false;
            case Writers.Unknown _ -> age.compareTo(QUIET_UNSEEN) >= 0;
        };
    }

    /** What was read last. */
    void took(FilesSeen files) {
        taken = files;
        seen = files;
        parts = 0;
        writer = null;
    }

    /** How long what is there waits to be read already; zero if nothing does. */
    Duration waiting(long nanos) {
        return seen.equals(taken) ? Duration.ZERO : Duration.ofNanos(nanos - changed);
    }

    /** Who still writes what waits, as far as is known. */
    Writers.@Nullable Somebody writer() {
        return Objects.equals(seen, taken) ? null : writer;
    }
}
