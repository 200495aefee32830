package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Outcome;
import io.xynergy.gateway.outcome.Failure;

/** What came of one attempt at a request. */
sealed interface Attempt {

    /** It is over: the client has its response, or nothing can be sent once more. */
    record Ended(Outcome outcome) implements Attempt {}

    /** The upstream's response was given up for its status; another attempt is granted already. */
    enum GivenUp implements Attempt {
        FOR_STATUS
    }

    /** The request failed, and can be sent once more as it is held. */
    sealed interface Repeatable extends Attempt {

        /** What the client is told unless it is sent once more. */
        Failure failure();
    }

    /** A kept connection turned out to be dead: it ended before the first byte came. */
    record Stale(Failure failure) implements Repeatable {}

    /** The upstream ended the connection before its response was there. */
    record Reset(Failure failure) implements Repeatable {}

    /** The upstream did not take the request, or did not respond, in its time. */
    record TimedOut(Failure failure) implements Repeatable {}
}
