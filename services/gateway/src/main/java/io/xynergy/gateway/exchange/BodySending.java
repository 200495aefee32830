package io.xynergy.gateway.exchange;

/** A request's body that somebody sends on while its response is awaited. */
public interface BodySending {

    /** Whether it has ended, and reads nothing from the client any more. */
    boolean isOver();

    /**
     * Waits, for a bounded time, for its end; the response has been given.
     *
     * @return whether the body was read to its end
     */
    boolean finish();
}
