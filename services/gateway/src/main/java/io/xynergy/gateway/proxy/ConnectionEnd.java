package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.http.StreamBuffer;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How one client's connection ends without a response being lost: between requests, and in stages
 * (RFC 9112, 9.6).
 */
final class ConnectionEnd {

    private static final int MAX_LINGER_BYTES = 256 * 1024;

    private enum State {
        /** It waits for a request, so that ending it cuts nobody off. */
        IDLE,
        BUSY,
        /** The client has been told that no response will come. */
        ENDED
    }

    private final LaneContext context;
    private final Transport transport;

    /** Changed by the connection's own thread and by the one that drains. */
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /** Whether a task to end the wait is on its way, so that there is one at most. */
    private final AtomicBoolean ending = new AtomicBoolean();

    ConnectionEnd(LaneContext context, Transport transport) {
        this.context = context;
        this.transport = transport;
    }

    /** A request begins; false when the client has been told that none is served. */
    boolean begin() {
        return state.compareAndSet(State.IDLE, State.BUSY);
    }

    /** The connection waits for a request again. */
    void waits() {
        state.set(State.IDLE);
    }

    /** Ends it in good order if it waits for a request; for any thread. */
    void endIfIdle() {
        if (state.get() == State.IDLE && ending.compareAndSet(false, true)) {
            context.lane()
                    .start(() -> {
                        ending.set(false);
                        endWait();
                    });
        }
    }

    /**
     * Where the wait can be ended, its thread sees whether a request has come at the last moment.
     * Where it cannot, the client is told, and what it sends from then on is left unanswered.
     */
    private void endWait() {
        if (state.get() != State.IDLE
                || transport.endWait()
                || !state.compareAndSet(State.IDLE, State.ENDED)) {
            return;
        }
        try {
            endOutput();
            transport.readDeadline(ClientTimeouts.deadline(context.timeouts().linger()));
        } catch (IOException e) {
            transport.close();
        }
    }

    /**
     * Cuts it off; for any thread. A response that is under way must not look whole, as its end
     * does where it has no length.
     */
    void cut() {
        if (state.get() == State.BUSY) {
            context.lane().start(transport::reset);
        } else {
            transport.close();
        }
    }

    /**
     * Says that nothing more comes and waits for the client to end its side, for a moment and
     * within bounds: closing with bytes unread, or before they arrive, would reset the connection,
     * and the client might never see its last response.
     */
    void linger() {
        try {
            if (state.getAndSet(State.ENDED) != State.ENDED) {
                endOutput();
            }
            transport.readDeadline(ClientTimeouts.deadline(context.timeouts().linger()));
            int left = MAX_LINGER_BYTES;
            int read = 0;
            while (left > 0 && read >= 0) {
                transport.awaitReadable(); // before a buffer is taken
                read = discard();
                left -= read;
            }
        } catch (IOException e) {
            // It keeps its side open and has had its time to read, or it has left already.
        }
    }

    private void endOutput() throws IOException {
        transport.writeDeadline(ClientTimeouts.deadline(context.timeouts().linger()));
        transport.closeOutput();
    }

    private int discard() throws IOException {
        try (StreamBuffer ignored = context.buffers().takeStream(true)) {
            return ignored.discard(transport);
        }
    }
}
