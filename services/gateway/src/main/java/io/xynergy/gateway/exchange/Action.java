package io.xynergy.gateway.exchange;

/** What becomes of a request that all steps of its route let pass. */
public sealed interface Action {

    /** An upstream responds. */
    enum Forward implements Action {
        TO_UPSTREAM
    }

    /** The gateway responds: it redirects, or shows its health. */
    @FunctionalInterface
    non-sealed interface Local extends Action {

        /** The response, or why there is none; it never goes on. */
        Decision respond(Exchange exchange);
    }
}
