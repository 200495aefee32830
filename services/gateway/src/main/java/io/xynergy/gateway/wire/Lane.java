package io.xynergy.gateway.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * Where connections live: a source of virtual threads, transports and listeners.
 *
 * <p>Connections of one lane share its pools and nothing with other lanes. A {@link Core} runs its
 * virtual threads itself, one at a time; a {@link ThreadLane} leaves them to the JVM's scheduler,
 * so what a lane's connections share is guarded in both cases.
 */
public sealed interface Lane permits Core, ThreadLane {

    /** The lane's number, from 0. */
    int index();

    /** Starts a virtual thread in this lane. */
    void start(Runnable task);

    /**
     * Connects, waiting until {@code deadline} ({@link System#nanoTime}) at most; called on one of
     * this lane's virtual threads.
     *
     * @throws NoDescriptorException if this process lacks what a connection needs
     */
    Transport connect(InetSocketAddress address, long deadline) throws IOException;

    /** Listens at {@code address}; each connection gets a virtual thread of this lane. */
    Listener listen(
            InetSocketAddress address, Listener.Settings settings, Consumer<Transport> connections)
            throws IOException;

    /** Ends the lane; its transports must be closed already. */
    void close();
}
