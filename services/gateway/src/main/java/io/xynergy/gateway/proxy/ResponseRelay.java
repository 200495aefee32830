package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.ClientException;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.Outcome;
import io.xynergy.gateway.http.BadBodyException;
import io.xynergy.gateway.http.BodyDecoder;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.ClientExchange;
import io.xynergy.gateway.http.Framing;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.StreamBuffer;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.upstream.UpstreamConnection;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes one response to the client: head and what came with it in one write, the rest as it comes.
 *
 * <p>A response that breaks off breaks off at the client too: it is never made to look whole.
 */
final class ResponseRelay {

    /** A write that takes longer than this has waited for the client. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Exchange exchange;
    private final UpstreamConnection upstream;
    private final ClientExchange response;
    private final @Nullable Upload upload;
    private final Transport client;
    private boolean slow;
    private boolean overrun;
    private boolean returned;

    ResponseRelay(
            Exchange exchange,
            UpstreamConnection upstream,
            ClientExchange response,
            @Nullable Upload upload) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.response = response;
        this.upload = upload;
        this.client = exchange.client().transport();
    }

    /** Whether the upstream's connection was given back, and may be another's already. */
    boolean hasReturned() {
        return returned;
    }

    Outcome run() {
        BodyDecoder body = response.body();
        try {
            response.beginBody(exchange.head().isHead());
            exchange.response().begin(response.head());
            Framing framing = exchange.server().framing();
            boolean keep = mayKeep(framing);
            pass(framing, keep);
            exchange.sent(body.decoded());
            return keep ? Outcome.Responded.KEEP : Outcome.Responded.CLOSE;
        } catch (ClientException e) {
            boolean slow = e.getCause() instanceof DeadlineException;
            return failed(slow ? FailureKind.CLIENT_WRITE_TIMEOUT : FailureKind.CLIENT_ABORTED, e);
        } catch (DeadlineException e) {
            return failed(FailureKind.UPSTREAM_BODY_TIMEOUT, e);
        } catch (BadBodyException e) {
            return failed(FailureKind.UPSTREAM_BAD_RESPONSE, e);
        } catch (TooLargeException e) {
            return failed(FailureKind.RESPONSE_TOO_LARGE, e);
        } catch (IOException e) {
            return failed(FailureKind.UPSTREAM_TRUNCATED, e);
        }
    }

    private void pass(Framing framing, boolean keep) throws IOException {
        if (response.body().isDone() && upload == null) {
            // All is here: whoever sees the response finds the connection free again.
            giveBack();
        }
        writeBeginning(framing, keep);
        if (!response.body().isDone()) {
            stream(framing);
        }
        giveBack();
    }

    private boolean mayKeep(Framing framing) {
        Upload sending = upload;
        boolean requestRead = sending == null || sending.isRead();
        return exchange.head().keepAlive()
                && framing != Framing.CLOSE
                && requestRead
                && !exchange.isLast();
    }

    private void writeBeginning(Framing framing, boolean keep) throws IOException {
        Buffers buffers = exchange.context().buffers();
        try (Output out = buffers.takeOutput()) {
            ResponseExit.complete(exchange);
            exchange.server().writeHead(out, keep);
            framing.appendEarly(out, response.early());
            if (framing == Framing.CHUNKED && response.body().isDone()) {
                Framing.appendEnd(out, response.body(), exchange.response());
            }
            exchange.responded(response.head().status());
            toClient(exchange, out);
        }
    }

    /** Writes a head, or what follows a body, which the client has to take in time. */
    static void toClient(Exchange exchange, Output out) throws ClientException {
        try {
            ResponseExit.send(exchange, out);
        } catch (IOException e) {
            throw new ClientException(e);
        }
    }

    private void stream(Framing framing) throws IOException {
        BodyDecoder body = response.body();
        Upload sending = upload;
        Transport from = response.transport();
        Buffers buffers = exchange.context().buffers();
        long patience = TimeUnit.MILLISECONDS.toNanos(exchange.route().timeoutMillis());
        response.forgetHead();
        exchange.client().taking().begin();
        while (!body.isDone()) {
            if (sending == null) {
                from.readDeadline(System.nanoTime() + patience);
            } else {
                sending.awaitResponse();
            }
            exchange.client().watch().awaitReadable(from, exchange);
            try (StreamBuffer part = buffers.takeStream(slow)) {
                part.fill(from, body);
                if (body.decoded() > exchange.route().maxResponseBody()) {
                    throw new TooLargeException();
                }
                write(framing, part);
                // A connection that sends more than its response is not fit for another.
                overrun |= body.isDone() && part.hasExcess(body);
            }
        }
    }

    private void write(Framing framing, StreamBuffer part) throws ClientException {
        BodyDecoder body = response.body();
        boolean last = body.isDone();
        Pace pace = exchange.client().taking();
        long begun = System.nanoTime();
        pace.waits(Pace.Wait.RESPONSE, begun);
        try {
            client.writeDeadline(begun + exchange.context().timeouts().write().toNanos());
            framing.write(part, client, last && !body.hasTrailers());
        } catch (IOException e) {
            pace.over();
            throw new ClientException(e);
        }
        long now = System.nanoTime();
        pace.moved(part.size(), now);
        slow |= now - begun > SLOW_NANOS;
        if (Pace.isHopeless(pace.bytes(), pace.waited())) {
            throw new ClientException(new DeadlineException("it takes too little a second"));
        }
        if (last && framing == Framing.CHUNKED && body.hasTrailers()) {
            try (Output out = exchange.context().buffers().takeOutput()) {
                Framing.appendEnd(out, body, exchange.response());
                toClient(exchange, out);
            }
        }
    }

    /** Gives the upstream's connection back, for another request if nothing speaks against it. */
    private void giveBack() {
        if (returned) {
            return;
        }
        returned = true;
        boolean byRule = response.head().endsByRuleAlone(exchange.head().isHead());
        if (byRule && response.hasRest()) {
            upstream.discardOverrun();
            return;
        }
        if (!isReusable()) {
            upstream.discard();
        } else if (byRule) {
            upstream.releaseDoubtful(System.nanoTime());
        } else {
            upstream.release(System.nanoTime());
        }
    }

    private boolean isReusable() {
        Upload sending = upload;
        return response.head().keepAlive()
                && !response.hasRest()
                && !overrun
                && response.body().isReusable()
                && (sending == null || sending.isComplete());
    }

    private Outcome failed(FailureKind kind, IOException cause) {
        exchange.sent(response.body().decoded());
        if (exchange.isResponded() && exchange.server().framing() == Framing.CLOSE) {
            client.reset(); // closing would say that the response is whole
        }
        String detail = exchange.route().name() + " at " + upstream.endpoint();
        return new Outcome.Failed(new Failure(kind, detail + ": " + cause.getMessage()));
    }

    /** The response is larger than the route allows, and said so only while it streamed. */
    private static final class TooLargeException extends EOFException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("the response is larger than the route allows");
        }
    }
}
