package io.xynergy.gateway.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A port whose connections are accepted and served on one {@link Core}. */
final class CoreListener implements Listener, Core.Selectable {

    /** Connections accepted in one turn, so that those already there are not starved. */
    private static final int BATCH = 64;

    /** How long accepting pauses when it cannot go on; a busy loop would help nobody. */
    private static final long PAUSE_NANOS = 100_000_000;

    private final Core core;
    private final ServerSocketChannel channel;
    private final Gate gate;
    private final Consumer<Transport> connections;
    private final InetSocketAddress address;
    private final TimerWheel.Entry resume =
            new TimerWheel.Entry() {
                @Override
                void fire(long now) {
                    interest(SelectionKey.OP_ACCEPT);
                }
            };

    private @Nullable SelectionKey key;

    /** Whether the gate was closed; read by whoever opens it. */
    private volatile boolean waiting;

    CoreListener(Core core, ServerSocketChannel channel, Gate gate, Consumer<Transport> connections)
            throws IOException {
        this.core = core;
        this.channel = channel;
        this.gate = gate;
        this.connections = connections;
        this.address = (InetSocketAddress) channel.getLocalAddress();
    }

    void open() {
        try {
            key = channel.register(core.selector(), SelectionKey.OP_ACCEPT, this);
        } catch (ClosedChannelException e) {
            key = null; // closed before it was opened
        }
    }

    @Override
    public void ready(int operations) {
        for (int i = 0; i < BATCH; i++) {
            if (!gate.enter()) {
                waiting = true;
                pause();
                return;
            }
            boolean accepted = false;
            try {
                accepted = accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                gate.acceptFailed(e);
                pause();
                return;
            } finally {
                if (!accepted) {
                    gate.leave();
                }
            }
            if (!accepted) {
                return;
            }
        }
    }

    private boolean accept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return false;
        }
        CoreTransport transport;
        try {
            accepted.configureBlocking(false);
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var peer = (InetSocketAddress) accepted.getRemoteAddress();
            transport = new CoreTransport(core, accepted, peer, gate::leave);
        } catch (IOException e) {
            accepted.close(); // the peer was gone before we looked
            gate.leave();
            return true;
        }
        gate.accepted();
        core.start(() -> connections.accept(transport));
        return true;
    }

    private void pause() {
        interest(0);
        core.timers().schedule(resume, System.nanoTime() + PAUSE_NANOS);
    }

    private void interest(int operations) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOps(operations);
        }
    }

    @Override
    public void resume() {
        if (waiting) {
            waiting = false;
            core.execute(() -> interest(SelectionKey.OP_ACCEPT));
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        core.settle(() -> {
            core.timers().remove(resume);
            release();
            acceptRest();
            Channels.close(channel);
        });
    }

    /** A channel that a selector knows is closed only after the next selection: too late. */
    private void release() {
        SelectionKey current = key;
        if (current == null) {
            return;
        }
        current.cancel();
        core.forgetCancelled();
    }

    /** What is in the backlog would be reset, although its clients have been told that it is on. */
    private void acceptRest() {
        boolean more = true;
        while (more && gate.enter()) {
            more = false;
            try {
                more = accept();
            } catch (ClosedChannelException _) {
                return; // somebody was faster
            } catch (IOException e) {
                gate.acceptFailed(e);
            } finally {
                if (!more) {
                    gate.leave();
                }
            }
        }
    }
}
