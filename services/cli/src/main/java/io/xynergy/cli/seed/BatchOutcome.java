package io.xynergy.cli.seed;

import java.time.Duration;
import java.util.Optional;

/** What became of a batch. */
sealed interface BatchOutcome {

    /** Its contacts exist. */
    record Made(long contacts) implements BatchOutcome {}

    /**
     * Not now; its key makes a repetition safe.
     *
     * @param kind few words for the summary, such as the status
     * @param why the same in full
     * @param after when to try again, if the response says so
     */
    record Later(String kind, String why, Optional<Duration> after) implements BatchOutcome {}

    /** Nobody answered, and it is not known whether it was made. */
    record Lost(String why) implements BatchOutcome {}

    /** Never. */
    record Refused(String why) implements BatchOutcome {}
}
