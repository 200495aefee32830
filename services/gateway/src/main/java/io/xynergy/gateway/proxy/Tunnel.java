package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Client;
import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.http.StreamBuffer;
import io.xynergy.gateway.memory.Account;
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

    private static final byte[] NOTHING = {};

    private final LaneContext context;
    private final Client peer;
    private final Transport client;
    private final UpstreamConnection upstream;
    private final Traffic traffic = new Traffic();
    private volatile long lastByte = System.nanoTime();
    private volatile boolean halfClosed;
    private volatile boolean broken;

    private final Direction up;
    private final Direction down;

    /** What came behind the upstream's head, which the outcome holds for as long. */
    private final int held;

    /**
     * Joins them; for the thread that runs it.
     *
     * @param fromClient what the client sent already, behind its request; nobody else holds it
     * @param fromUpstream what the upstream sent already, behind its response
     */
    Tunnel(
            LaneContext context,
            Client peer,
            UpstreamConnection upstream,
            byte[] fromClient,
            byte[] fromUpstream) {
        this.context = context;
        this.peer = peer;
        this.client = peer.transport();
        this.upstream = upstream;
        this.up = new Direction(client, upstream.transport(), fromClient, Thread.currentThread());
        this.down = new Direction(upstream.transport(), client, fromUpstream, null);
        this.held = fromUpstream.length;
    }

    /** What has passed so far. */
    Traffic traffic() {
        return traffic;
    }

    /** The bytes of a tunnel, counted where they meet the client. */
    static final class Traffic {
        private final LongAdder fromClient = new LongAdder();
        private final LongAdder toClient = new LongAdder();

        /** Bytes that the client sent. */
        long received() {
            return fromClient.sum();
        }

        /** Bytes that went to the client. */
        long sent() {
            return toClient.sum();
        }
    }

    /** Passes bytes until both sides have ended or one breaks. */
    void run() {
        Account heap = context.buffers().ledger().heap();
        heap.take(held);
        try {
            context.lane().start(up);
            down.run();
            while (!up.over) {
                LockSupport.park();
            }
        } finally {
            upstream.discard();
            heap.give(held);
        }
    }

    /** Ends both directions; what has gone to the client already is left to reach it. */
    private void breakOff() {
        broken = true;
        upstream.transport().close();
        long now = System.nanoTime();
        client.readDeadline(now);
        client.writeDeadline(now);
    }

    private final class Direction implements Runnable {
        private final Transport from;
        private final Transport to;
        private byte[] first;
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
                passFirst();
                while (pass()) {
                    lastByte = System.nanoTime();
                }
                halfClosed = true;
                from.readDeadline(Transport.NO_DEADLINE);
                to.readDeadline(ClientTimeouts.deadline(context.timeouts().body()));
                to.closeOutput();
            } catch (IOException e) {
                breakOff();
            } finally {
                if (isUp()) {
                    peer.sending().over();
                }
                over = true;
                LockSupport.unpark(waiting);
            }
        }

        /** Passes on what came with the heads, which is held until it has been taken. */
        private void passFirst() throws IOException {
            int length = first.length;
            if (length == 0) {
                return;
            }
            Account heap = context.buffers().ledger().heap();
            long counts = isUp() ? length : 0;
            heap.take(counts);
            try {
                countRead(length);
                to.writeDeadline(ClientTimeouts.deadline(context.timeouts().write()));
                if (!isUp()) {
                    peer.taking().waits(Pace.Wait.RESPONSE, System.nanoTime());
                }
                to.write(ByteBuffer.wrap(first));
                if (!isUp()) {
                    peer.taking().over();
                }
                countWritten(length);
            } finally {
                first = NOTHING;
                heap.give(counts);
            }
        }

        private boolean pass() throws IOException {
            await();
            try (StreamBuffer part = context.buffers().takeStream(slow)) {
                long begun = System.nanoTime();
                to.writeDeadline(begun + context.timeouts().write().toNanos());
                int read = part.fill(from);
                countRead(part.size());
                if (!isUp()) {
                    peer.taking().waits(Pace.Wait.RESPONSE, begun);
                }
                part.write(to);
                if (!isUp()) {
                    peer.taking().over();
                }
                slow |= System.nanoTime() - begun > ResponseRelay.SLOW_NANOS;
                countWritten(part.size());
                // Traffic one way keeps the other way open too.
                to.readDeadline(System.nanoTime() + patience());
                return read >= 0;
            }
        }

        private void countRead(int bytes) {
            if (isUp()) {
                traffic.fromClient.add(bytes);
            }
        }

        private void countWritten(int bytes) {
            if (!isUp()) {
                traffic.toClient.add(bytes);
            }
        }

        private boolean isUp() {
            return waiting != null;
        }

        private long patience() {
            ClientTimeouts timeouts = context.timeouts();
            return (halfClosed ? timeouts.body() : timeouts.tunnel()).toNanos();
        }

        /** Waits for bytes as long as either direction is alive. */
        private void await() throws IOException {
            while (true) {
                long patience = broken ? 0 : patience();
                from.readDeadline(lastByte + patience);
                if (isUp()) {
                    peer.sending().waits(Pace.Wait.TUNNEL, System.nanoTime());
                }
                try {
                    from.awaitReadable();
                    if (isUp()) {
                        peer.sending().over();
                    }
                    return;
                } catch (DeadlineException e) {
                    if (broken || System.nanoTime() - lastByte >= patience) {
                        throw e;
                    }
                }
            }
        }
    }
}
