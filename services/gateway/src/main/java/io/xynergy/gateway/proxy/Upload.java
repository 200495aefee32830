package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.BodySending;
import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.http.BadBodyException;
import io.xynergy.gateway.http.BodyDecoder;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.Framing;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.ServerStream;
import io.xynergy.gateway.http.StreamBuffer;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.FieldEdits;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request's body on, on a virtual thread of its own, while the call waits for the response.
 *
 * <p>When the upstream takes no more, what the client still sends is read and thrown away, within
 * bounds, so that the client sees the response and not a reset connection.
 */
final class Upload implements BodySending, Runnable {

    private static final System.Logger LOG = System.getLogger(Upload.class.getName());

    /** What is thrown away at most after a response came early. */
    private static final long MAX_DISCARDED = 256 * 1024;

    private final Exchange exchange;
    private final ServerStream server;
    private final Transport client;
    private final Transport upstream;
    private final FieldEdits edits;
    private final long patience;
    private final long responsePatience;
    private final Framing framing;
    private final Thread call;

    /** Written by the upload, read by the call that started it. */
    private volatile boolean over;

    /** Nothing more is read from the client: the last write to the upstream may be under way. */
    private volatile boolean read;

    /** The upstream has the whole request, or takes no more of it. */
    private volatile boolean sent;

    private volatile boolean complete;
    private volatile @Nullable FailureKind failure;

    /** Written by the call: nobody needs the rest of the body. */
    private volatile boolean answered;

    /** Since when the client may send. */
    private volatile long since;

    private boolean upstreamGone;

    /** The upstream made the client wait, so that a buffer may be held for long. */
    private boolean slow;

    private long discarded;

    private Upload(Exchange exchange, Transport upstream, FieldEdits edits) {
        this.exchange = exchange;
        this.server = exchange.server();
        this.client = exchange.client().transport();
        this.upstream = upstream;
        this.edits = edits;
        this.patience = TimeUnit.MILLISECONDS.toNanos(exchange.route().timeoutMillis());
        Long perTry = exchange.route().retry().perTryTimeoutMillis();
        this.responsePatience =
                perTry == null
                        ? patience
                        : Math.min(patience, TimeUnit.MILLISECONDS.toNanos(perTry));
        this.framing = exchange.head().isChunked() ? Framing.CHUNKED : Framing.LENGTH;
        this.call = Thread.currentThread();
        this.since = exchange.startNanos();
    }

    /**
     * Starts it.
     *
     * @param edits those of the request's head, which hold for its trailers too
     */
    static Upload start(Exchange exchange, Transport upstream, FieldEdits edits) {
        var upload = new Upload(exchange, upstream, edits);
        upload.awaitResponse();
        exchange.context().lane().start(upload);
        return upload;
    }

    /** Whether the body was read from the client to its end. */
    boolean isRead() {
        return read;
    }

    /**
     * Sets how long the upstream may take for what it sends next: the route's timeout from now on,
     * but no limit before it has the whole request. Until then the client's own deadlines end it.
     */
    void awaitResponse() {
        if (!sent) {
            upstream.readDeadline(Transport.NO_DEADLINE);
        }
        if (sent) { // also if it came to its end meanwhile
            upstream.readDeadline(System.nanoTime() + responsePatience);
        }
    }

    /** The client has been told to go on: from now on it is awaited. */
    void continued() {
        since = System.nanoTime();
        if (!over) {
            client.readDeadline(ClientTimeouts.deadline(exchange.context().timeouts().body()));
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /**
     * Whether the body was read from the client and sent to the upstream to its end. The response
     * to a last write may be here before the write has returned, so that one is waited for a
     * moment.
     */
    boolean isComplete() {
        long moment = exchange.context().timeouts().linger().toNanos();
        long end = System.nanoTime() + moment;
        while (read && !over && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(moment);
        }
        return complete;
    }

    /** What ended it, or null; known before the upstream's connection is closed for it. */
    @Nullable FailureKind failure() {
        return failure;
    }

    @Override
    public boolean finish() {
        answered = true;
        if (!over) {
            client.readDeadline(ClientTimeouts.deadline(exchange.context().timeouts().linger()));
        }
        while (!over) {
            LockSupport.park();
        }
        return server.body().isDone() && failure == null;
    }

    @Override
    public void run() {
        exchange.client().sending().begin();
        try {
            while (!server.body().isDone() && discarded <= MAX_DISCARDED && failure == null) {
                pass();
            }
            complete = server.body().isDone() && !upstreamGone && failure == null;
        } catch (DeadlineException e) {
            fail(FailureKind.CLIENT_BODY_TIMEOUT);
        } catch (BadBodyException e) {
            fail(e.kind());
        } catch (IOException e) {
            fail(FailureKind.CLIENT_ABORTED);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "sending a body on failed", e);
            fail(FailureKind.INTERNAL);
        } finally {
            over = true;
            LockSupport.unpark(call);
        }
    }

    private void fail(FailureKind kind) {
        failure = kind;
        if (!upstreamGone) {
            upstream.close(); // wakes the call, which waits for a response that cannot come
        }
    }

    /** Passes on what comes next. */
    private void pass() throws IOException {
        BodyDecoder body = server.body();
        ClientTimeouts timeouts = exchange.context().timeouts();
        if (!answered) {
            client.readDeadline(ClientTimeouts.deadline(timeouts.body()));
            if (answered) { // meanwhile, and that deadline must not be overwritten
                client.readDeadline(ClientTimeouts.deadline(timeouts.linger()));
            }
        }
        Pace pace = exchange.client().sending();
        pace.waits(Pace.Wait.BODY, System.nanoTime());
        try {
            server.awaitBody();
        } catch (IOException e) {
            pace.over();
            throw e;
        }
        Buffers buffers = exchange.context().buffers();
        try (StreamBuffer part = buffers.takeStream(slow)) {
            server.fillBody(part);
            pace.moved(part.size(), System.nanoTime());
            read = body.isDone();
            if (upstreamGone || answered) {
                discarded += part.size();
            } else if (body.decoded() > exchange.route().maxRequestBody()) {
                fail(FailureKind.BODY_TOO_LARGE);
            } else if (Pace.isHopeless(body.decoded(), System.nanoTime() - since)) {
                fail(FailureKind.CLIENT_BODY_TIMEOUT);
            } else {
                send(part, body);
            }
        }
    }

    private void send(StreamBuffer part, BodyDecoder body) {
        boolean last = body.isDone();
        long begun = System.nanoTime();
        try {
            upstream.writeDeadline(begun + patience);
            framing.write(part, upstream, last && !body.hasTrailers());
            if (last && framing == Framing.CHUNKED && body.hasTrailers()) {
                sendTrailers(body);
            }
            if (last) {
                wasSent();
            }
            slow |= System.nanoTime() - begun > ResponseRelay.SLOW_NANOS;
        } catch (DeadlineException e) {
            if (exchange.isResponded()) {
                endOfUpstream();
            } else {
                fail(FailureKind.UPSTREAM_WRITE_TIMEOUT);
            }
        } catch (IOException e) {
            endOfUpstream(); // it may have answered before it closed
        }
    }

    private void endOfUpstream() {
        upstreamGone = true;
        wasSent();
    }

    private void wasSent() {
        sent = true;
        if (!answered) {
            awaitResponse();
        }
    }

    private void sendTrailers(BodyDecoder body) throws IOException {
        try (Output out = exchange.context().buffers().takeOutput()) {
            Framing.appendEnd(out, body, edits);
            out.flush(upstream);
        }
    }
}
