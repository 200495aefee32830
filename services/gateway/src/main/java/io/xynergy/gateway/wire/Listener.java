package io.xynergy.gateway.wire;

import java.net.InetSocketAddress;

/** An open port. */
public interface Listener {

    /**
     * How a port is opened.
     *
     * @param backlog connections that the kernel keeps until they are accepted
     * @param shared whether several lanes listen on the same port
     * @param gate asked before each accept
     */
    record Settings(int backlog, boolean shared, Gate gate) {}

    /** The bound on connections; called by the thread that accepts, which must not wait. */
    interface Gate {

        /** Whether one more connection may be accepted; true counts it. */
        boolean enter();

        /** The connection that {@link #enter} counted is there. */
        void accepted();

        /** A connection that {@link #enter} counted has ended. */
        void leave();

        /** Accepting failed, most often because file descriptors ran out; it is tried again. */
        void acceptFailed(Exception cause);
    }

    /** The address it listens at, with the actual port. */
    InetSocketAddress address();

    /** The gate lets connections in again: they need not wait until it is asked next. */
    void resume();

    /**
     * Stops accepting and frees the port: whoever connects after this has returned is refused.
     * Accepted connections go on.
     */
    void close();
}
