package io.xynergy.gateway.exchange;

import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;

/** What a step makes of a request. */
public sealed interface Decision {

    /** The next step decides. */
    enum Pass implements Decision {
        GO_ON
    }

    /**
     * It is refused.
     *
     * @param line one field that the response has to carry, with its CR LF; empty: none
     */
    record Refuse(Failure failure, byte[] line) implements Decision {

        /** For what needs no field of its own. */
        public static final byte[] NO_LINE = {};

        /** Regular expressions have not come to an end within the request's bound. */
        public static final Refuse UNDECIDED =
                of(FailureKind.ROUTE_UNDECIDED, "regular expressions took too long");

        /** A refusal that needs no field of its own. */
        public static Refuse of(FailureKind kind, String detail) {
            return new Refuse(new Failure(kind, detail), NO_LINE);
        }
    }

    /** The gateway responds to it by itself. */
    record Respond(OwnResponse response) implements Decision {}
}
