package io.xynergy.gateway.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The lane of the JVM's own virtual threads, with blocking channels.
 *
 * <p>The fallback where a JVM lets nobody schedule virtual threads, and the lane of connections
 * that come through Helidon's listener.
 */
public final class ThreadLane implements Lane {

    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

    /** How long a closed listener's thread is waited for. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final int index;
    private final TimerWheel timers = new TimerWheel(System.nanoTime());
    private final ReentrantLock timersLock = new ReentrantLock();
    private final ScheduledExecutorService ticker;
    private final ScheduledFuture<?> ticking;

    /** A lane with a timer thread of its own. */
    public ThreadLane(int index) {
        this.index = index;
        this.ticker =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("deadlines-" + index).daemon().factory());
        long tick = 1L << TimerWheel.TICK_SHIFT;
        this.ticking =
                ticker.scheduleWithFixedDelay(this::advance, tick, tick, TimeUnit.NANOSECONDS);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void start(Runnable task) {
        Thread.ofVirtual()
                .inheritInheritableThreadLocals(false)
                .uncaughtExceptionHandler(OutOfMemory::uncaught)
                .start(task);
    }

    @Override
    public Transport connect(InetSocketAddress address, long deadline) throws IOException {
        SocketChannel channel = Channels.open();
        var transport =
                new BlockingTransport(
                        this,
                        new ChannelStream(channel, address),
                        BlockingTransport.UPSTREAM_AHEAD,
                        () -> {});
        transport.writeDeadline(deadline);
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            transport.connect(channel, address);
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw e;
        }
        transport.writeDeadline(Transport.NO_DEADLINE);
        return transport;
    }

    @Override
    public Listener listen(
            InetSocketAddress address, Listener.Settings settings, Consumer<Transport> connections)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, settings.backlog());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        var bound = (InetSocketAddress) channel.getLocalAddress();
        Thread acceptor =
                Thread.ofPlatform()
                        .name("accept-" + bound.getPort())
                        .daemon()
                        .uncaughtExceptionHandler(OutOfMemory::uncaught)
                        .start(() -> acceptAll(channel, settings.gate(), connections));
        return new ChannelListener(channel, bound, acceptor);
    }

    private void acceptAll(
            ServerSocketChannel channel, Listener.Gate gate, Consumer<Transport> connections) {
        while (channel.isOpen()) {
            if (!gate.enter()) {
                pause();
                continue;
            }
            try {
                SocketChannel accepted = channel.accept();
                serve(accepted, gate, connections);
            } catch (ClosedChannelException e) {
                gate.leave();
                return;
            } catch (IOException e) {
                gate.leave();
                gate.acceptFailed(e);
                pause();
            }
        }
    }

    private void serve(
            SocketChannel accepted, Listener.Gate gate, Consumer<Transport> connections) {
        try {
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var peer = (InetSocketAddress) accepted.getRemoteAddress();
            var transport =
                    new BlockingTransport(
                            this,
                            new ChannelStream(accepted, peer),
                            BlockingTransport.CLIENT_AHEAD,
                            gate::leave);
            gate.accepted();
            start(() -> connections.accept(transport));
        } catch (IOException e) {
            Channels.close(accepted); // the peer was gone before we looked
            gate.leave();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
    }

    void schedule(TimerWheel.Entry entry, long deadline) {
        timersLock.lock();
        try {
            if (!entry.isScheduled() || entry.when() - deadline > 0) {
                timers.schedule(entry, deadline);
            }
        } finally {
            timersLock.unlock();
        }
    }

    void unschedule(TimerWheel.Entry entry) {
        timersLock.lock();
        try {
            timers.remove(entry);
        } finally {
            timersLock.unlock();
        }
    }

    private void advance() {
        timersLock.lock();
        try {
            timers.advance(System.nanoTime());
        } finally {
            timersLock.unlock();
        }
    }

    @Override
    public void close() {
        ticking.cancel(false);
        ticker.shutdownNow();
    }

    private record ChannelListener(
            ServerSocketChannel channel, InetSocketAddress address, Thread acceptor)
            implements Listener {

        @Override
        public void resume() {
            LockSupport.unpark(acceptor);
        }

        /** The kernel goes on accepting until the thread that waits for it has come back. */
        @Override
        public void close() {
            Channels.close(channel);
            try {
                acceptor.join(CLOSING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
