package io.xynergy.cli.seed;

import java.time.Duration;
import java.util.Optional;

/** What became of a batch. */
sealed interface BatchOutcome {

    /** Its contacts exist. */
    record Made(long contacts) implements BatchOutcome {}

    /**
     * Not now, and not known whether it was made when the answer was lost; its key makes a
     * repetition safe.
     *
     * @param kind few words for the summary, such as the status
     * @param why the same in full
     * @param after when to try again, if the answer says so
     */
    record Later(String kind, String why, Optional<Duration> after) implements BatchOutcome {}

    /** Never. */
    record Refused(String why) implements BatchOutcome {}
}
