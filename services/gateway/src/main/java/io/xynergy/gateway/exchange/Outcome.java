package io.xynergy.gateway.exchange;

import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.upstream.UpstreamConnection;

/** What came of a request, or of one attempt at it. */
public sealed interface Outcome {

    /** It was answered; whether the client's connection serves another request. */
    enum Answered implements Outcome {
        KEEP,
        CLOSE,
        /** Its answer was not sent whole, and must not look whole. */
        BROKEN
    }

    /** It failed; whether bytes of an answer had been sent is the exchange's to know. */
    record Failed(Failure failure) implements Outcome {}

    /**
     * Client and upstream changed to another protocol.
     *
     * @param fromUpstream the new protocol's first bytes, which came with the upstream's answer
     */
    record Switched(UpstreamConnection upstream, byte[] fromUpstream) implements Outcome {}
}
