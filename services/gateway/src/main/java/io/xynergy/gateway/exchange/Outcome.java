package io.xynergy.gateway.exchange;

import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.upstream.UpstreamConnection;

/** What came of a request, or of one attempt at it. */
public sealed interface Outcome {

    /** It was answered; whether the client's connection serves another request. */
    enum Responded implements Outcome {
        KEEP,
        CLOSE,
        /** Its response was not sent whole, and must not look whole. */
        BROKEN
    }

    /**
     * It failed; whether bytes of a response had been sent is the exchange's to know.
     *
     * @param line one field that the response has to carry, with its CR LF; empty: none
     */
    record Failed(Failure failure, byte[] line) implements Outcome {

        /** A failure that needs no field of its own. */
        public Failed(Failure failure) {
            this(failure, Decision.Refuse.NO_LINE);
        }
    }

    /**
     * Client and upstream changed to another protocol.
     *
     * @param fromUpstream the new protocol's first bytes, which came with the upstream's response
     */
    record Switched(UpstreamConnection upstream, byte[] fromUpstream) implements Outcome {}
}
