package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.ClientException;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.Outcome;
import io.xynergy.gateway.exchange.UpgradeOffer;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.ClientExchange;
import io.xynergy.gateway.http.Framing;
import io.xynergy.gateway.http.HeadLimits;
import io.xynergy.gateway.http.HeadRefusal;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.ServerStream;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.RetryRule;
import io.xynergy.gateway.routing.Target;
import io.xynergy.gateway.upstream.UpstreamConnection;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: a connection, the request's head and body, the response's head, its body.
 *
 * <p>A body that has not arrived whole with the head is sent by a second virtual thread, so that
 * the upstream may answer early and both directions stream at once.
 */
final class ProxyCall {

    private static final int MAX_INTERIM = 32;

    private final Exchange exchange;
    private final Target target;
    private final UpstreamConnection upstream;
    private final long deadline;
    private @Nullable Upload upload;
    private @Nullable ResponseRelay relay;
    private boolean sent;
    private boolean nothingCame;
    private BooleanSupplier retries = () -> false;
    private boolean givenUp;

    ProxyCall(Exchange exchange, Target target, UpstreamConnection upstream, long deadline) {
        this.exchange = exchange;
        this.target = target;
        this.upstream = upstream;
        this.deadline = deadline;
    }

    /**
     * Makes the attempt.
     *
     * @param retry grants another attempt, before a response is given up for its status
     */
    Attempt run(BooleanSupplier retry) {
        retries = retry;
        exchange.attempt(upstream.endpoint());
        Outcome outcome;
        try {
            outcome = exchange();
        } catch (DeadlineException e) {
            outcome =
                    failed(
                            sent
                                    ? FailureKind.UPSTREAM_HEAD_TIMEOUT
                                    : FailureKind.UPSTREAM_WRITE_TIMEOUT,
                            e);
        } catch (IOException e) {
            outcome = failed(FailureKind.UPSTREAM_RESET, e);
        } catch (RuntimeException | Error e) {
            discard();
            throw e;
        }
        return outcome instanceof Outcome.Failed failed
                ? given(failed)
                : new Attempt.Ended(outcome);
    }

    private Attempt given(Outcome.Failed failed) {
        discard();
        Upload sending = upload;
        FailureKind cause = sending == null ? null : sending.failure();
        if (cause != null) {
            // What looks like a reset is our own closing, after the client failed us.
            return new Attempt.Ended(failed(cause, "while its body was sent on"));
        }
        if (givenUp) {
            return Attempt.GivenUp.FOR_STATUS;
        }
        if (sending != null || exchange.isResponded()) {
            return new Attempt.Ended(failed);
        }
        Failure failure = failed.failure();
        if (nothingCame && upstream.isReused()) {
            return new Attempt.Stale(failure);
        }
        return switch (failure.kind()) {
            case UPSTREAM_RESET, UPSTREAM_TRUNCATED -> new Attempt.Reset(failure);
            case UPSTREAM_HEAD_TIMEOUT, UPSTREAM_WRITE_TIMEOUT -> new Attempt.TimedOut(failure);
            default -> new Attempt.Ended(failed);
        };
    }

    /** Gives the connection up, unless it was given back and may be lent to another already. */
    private void discard() {
        ResponseRelay passing = relay;
        if (passing == null || !passing.hasReturned()) {
            upstream.discard();
        }
    }

    private Outcome exchange() throws IOException {
        Transport transport = upstream.transport();
        transport.readDeadline(deadline);
        send(transport);
        sent = true;
        if (!exchange.server().body().isDone()) {
            upload = Upload.start(exchange, transport, target.requestEdits());
            exchange.uploading(upload);
        }
        try {
            awaitResponse(transport);
        } catch (DeadlineException | ClientException e) {
            throw e;
        } catch (IOException e) {
            nothingCame = true;
            throw e;
        }
        Buffers buffers = exchange.context().buffers();
        try (ClientExchange response = buffers.takeClient()) {
            response.attach(transport);
            return receive(response);
        }
    }

    private void awaitResponse(Transport transport) throws IOException {
        exchange.client().watch().awaitReadable(transport, exchange);
    }

    /** Writes head and what is there of the body at once. */
    private void send(Transport transport) throws IOException {
        Buffers buffers = exchange.context().buffers();
        try (Output out = buffers.takeOutput()) {
            RequestWriter.write(out, exchange, target.requestEdits(), upstream.endpoint().text());
            ServerStream server = exchange.server();
            Framing framing = exchange.head().isChunked() ? Framing.CHUNKED : Framing.LENGTH;
            framing.appendEarly(out, server.early());
            if (framing == Framing.CHUNKED && server.body().isDone()) {
                Framing.appendEnd(out, server.body(), target.requestEdits());
            }
            transport.writeDeadline(deadline);
            out.flush(transport);
        } catch (DeadlineException e) {
            throw e;
        } catch (IOException e) {
            if (upstream.isReused()) {
                nothingCame = true;
                throw e;
            }
            // else it may have answered before it closed
        }
    }

    private Outcome receive(ClientExchange response) throws IOException {
        for (int interim = 0; interim <= MAX_INTERIM; interim++) {
            ClientExchange.Arrival arrival;
            try {
                if (interim > 0 && !response.hasRest()) {
                    awaitResponse(response.transport());
                }
                arrival = response.next(exchange.snapshot().headLimits());
            } catch (DeadlineException | ClientException e) {
                throw e;
            } catch (IOException e) {
                nothingCame = interim == 0;
                throw e;
            }
            switch (arrival) {
                case RESPONSE -> {}
                case END -> {
                    nothingCame = interim == 0;
                    return failed(FailureKind.UPSTREAM_RESET, "it closed before its response");
                }
                case TRUNCATED -> {
                    return failed(FailureKind.UPSTREAM_TRUNCATED, "it closed within the head");
                }
                case REFUSED -> {
                    return refused(response.refusal());
                }
            }
            int status = response.head().status();
            if (status == 101) {
                return switchProtocols(response);
            }
            if (status >= 200) {
                return pass(response);
            }
            relayInterim(response);
        }
        return failed(FailureKind.UPSTREAM_BAD_RESPONSE, "it sent too many interim responses");
    }

    private Outcome refused(HeadRefusal refusal) {
        HeadLimits limits = exchange.snapshot().headLimits();
        return switch (refusal) {
            case HEAD_TOO_LARGE ->
                    failed(
                            FailureKind.UPSTREAM_HEAD_TOO_LARGE,
                            "the head has over " + limits.responseHead() + " bytes");
            case TOO_MANY_FIELDS ->
                    failed(
                            FailureKind.UPSTREAM_HEAD_TOO_LARGE,
                            "the head has over " + limits.responseFields() + " fields");
            default -> failed(FailureKind.UPSTREAM_BAD_RESPONSE, refusal.message());
        };
    }

    /** Interim responses pass to those who know them (RFC 9110, 15.2). */
    private void relayInterim(ClientExchange response) throws IOException {
        RequestHead head = exchange.head();
        boolean wanted = response.head().status() != 100 || head.expectsContinue();
        if (head.minorVersion() > 0 && wanted) {
            try (Output out = exchange.context().buffers().takeOutput()) {
                exchange.response().begin(response.head());
                ResponseExit.complete(exchange);
                exchange.server().writeHead(out, true);
                ResponseRelay.toClient(exchange, out);
                if (upload != null && response.head().status() == 100) {
                    upload.continued();
                }
            }
        }
    }

    private Outcome switchProtocols(ClientExchange response) throws IOException {
        UpgradeOffer offer = exchange.upgradeOffer();
        if (offer == null) {
            return failed(FailureKind.UPSTREAM_BAD_RESPONSE, "it switched protocols unasked");
        }
        byte[] agreed = offer.agreed(response.head().fields());
        if (agreed == null) {
            String what = "it switched to something else than one protocol that was asked for";
            return failed(FailureKind.UPSTREAM_BAD_RESPONSE, what);
        }
        try (Output out = exchange.context().buffers().takeOutput()) {
            exchange.response().begin(response.head()).add(agreed);
            ResponseExit.complete(exchange);
            exchange.server().writeHead(out, true);
            exchange.responded(101);
            ResponseRelay.toClient(exchange, out);
        }
        return new Outcome.Switched(upstream, response.takeRest());
    }

    private Outcome pass(ClientExchange response) throws IOException {
        exchange.upstreamResponded(System.nanoTime() - exchange.startNanos());
        int status = response.head().status();
        RetryRule retry = exchange.route().retry();
        if (upload == null && retry.onStatus(status) && retry.allows(exchange.head())) {
            givenUp = retries.getAsBoolean();
            if (givenUp) {
                return failed(
                        FailureKind.UPSTREAM_BAD_RESPONSE, "status " + status + " is retried");
            }
        }
        long length = response.head().contentLength();
        if (length > exchange.route().maxResponseBody() && !exchange.head().isHead()) {
            return failed(FailureKind.RESPONSE_TOO_LARGE, length + " bytes");
        }
        var passing = new ResponseRelay(exchange, upstream, response, upload);
        relay = passing;
        return passing.run();
    }

    private Outcome failed(FailureKind kind, IOException cause) {
        if (cause instanceof ClientException) {
            boolean slow = cause.getCause() instanceof DeadlineException;
            FailureKind whose =
                    slow ? FailureKind.CLIENT_WRITE_TIMEOUT : FailureKind.CLIENT_ABORTED;
            return failed(whose, String.valueOf(cause.getMessage()));
        }
        return failed(kind, String.valueOf(cause.getMessage()));
    }

    private Outcome failed(FailureKind kind, String what) {
        String detail = exchange.route().name() + " at " + upstream.endpoint();
        return new Outcome.Failed(new Failure(kind, detail + ": " + what));
    }
}
