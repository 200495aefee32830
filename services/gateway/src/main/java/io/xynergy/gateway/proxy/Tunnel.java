package io.xynergy.gateway.proxy;

import io.xynergy.gateway.http.StreamBuffer;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.upstream.UpstreamConnection;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Two streams joined after an Upgrade: bytes pass both ways, each end is passed on by itself.
 *
 * <p>A tunnel that is silent in both directions for {@link ClientTimeouts#tunnel} ends; once one
 * side has ended the other gets no more than {@link ClientTimeouts#body} of silence.
 */
final class Tunnel {

    private final LaneContext context;
    private final Client peer;
    private final Transport client;
    private final UpstreamConnection upstream;
    private final LongAdder toClient = new LongAdder();
    private volatile long lastByte = System.nanoTime();
    private volatile boolean halfClosed;

    Tunnel(LaneContext context, Client peer, UpstreamConnection upstream) {
        this.context = context;
        this.peer = peer;
        this.client = peer.transport();
        this.upstream = upstream;
    }

    /** Bytes that went to the client. */
    long sent() {
        return toClient.sum();
    }

    /**
     * Passes bytes until both sides have ended or one breaks.
     *
     * @param fromClient what the client sent already, behind its request
     * @param fromUpstream what the upstream sent already, behind its answer
     */
    void run(byte[] fromClient, byte[] fromUpstream) {
        var up = new Direction(client, upstream.transport(), fromClient, Thread.currentThread());
        context.lane().start(up);
        var down = new Direction(upstream.transport(), client, fromUpstream, null);
        down.run();
        while (!up.over) {
            LockSupport.park();
        }
        upstream.discard();
    }

    private final class Direction implements Runnable {
        private final Transport from;
        private final Transport to;
        private final byte[] first;
        private final @Nullable Thread waiting;
        private volatile boolean over;
        private boolean slow;

        Direction(Transport from, Transport to, byte[] first, @Nullable Thread waiting) {
            this.from = from;
            this.to = to;
            this.first = first;
            this.waiting = waiting;
        }

        @Override
        public void run() {
            try {
                if (first.length > 0) {
                    to.writeDeadline(ClientTimeouts.deadline(context.timeouts().write()));
                    to.write(ByteBuffer.wrap(first));
                    count(first.length);
                }
                while (pass()) {
                    lastByte = System.nanoTime();
                }
                halfClosed = true;
                from.readDeadline(Transport.NO_DEADLINE);
                to.readDeadline(ClientTimeouts.deadline(context.timeouts().body()));
                to.closeOutput();
            } catch (IOException e) {
                client.close();
                upstream.transport().close();
            } finally {
                over = true;
                LockSupport.unpark(waiting);
            }
        }

        private boolean pass() throws IOException {
            await();
            StreamBuffer part = context.buffers().takeStream(slow);
            try {
                long begun = System.nanoTime();
                to.writeDeadline(begun + context.timeouts().write().toNanos());
                if (isDown()) {
                    peer.taking().waits(Pace.Wait.RESPONSE, begun);
                }
                int copied = part.copy(from, to);
                if (isDown()) {
                    peer.taking().over();
                }
                slow |= System.nanoTime() - begun > ResponseRelay.SLOW_NANOS;
                count(Math.max(copied, 0));
                // Traffic one way keeps the other way open too.
                to.readDeadline(System.nanoTime() + patience());
                return copied >= 0;
            } finally {
                context.buffers().give(part);
            }
        }

        /** Whether bytes go to the client. */
        private boolean isDown() {
            return waiting == null;
        }

        private void count(int bytes) {
            if (isDown()) {
                toClient.add(bytes);
            }
        }

        private long patience() {
            ClientTimeouts timeouts = context.timeouts();
            return (halfClosed ? timeouts.body() : timeouts.tunnel()).toNanos();
        }

        /** Waits for bytes as long as either direction is alive. */
        private void await() throws IOException {
            while (true) {
                long patience = patience();
                from.readDeadline(lastByte + patience);
                if (!isDown()) {
                    peer.sending().waits(Pace.Wait.TUNNEL, System.nanoTime());
                }
                try {
                    from.awaitReadable();
                    return;
                } catch (DeadlineException e) {
                    if (System.nanoTime() - lastByte >= patience) {
                        throw e;
                    }
                }
            }
        }
    }
}
