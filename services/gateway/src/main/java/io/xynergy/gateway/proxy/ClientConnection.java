package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Client;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.exchange.Outcome;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.http.BadBodyException;
import io.xynergy.gateway.http.HeadRefusal;
import io.xynergy.gateway.http.ServerExchange;
import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.observe.GatewayCounters.CloseReason;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: request after request on one virtual thread, until one side ends it.
 *
 * <p>While it waits for a request it holds no buffer, and of half a head as many bytes as came.
 */
final class ClientConnection {

    private static final byte[] NOTHING = {};

    private final Service service;
    private final LaneContext context;
    private final Client client;
    private final ClientOccupant occupant;
    private final Transport transport;

    /** When it is old; some live longer than others, so that they do not all come back at once. */
    private final long oldAt;

    private final ConnectionEnd end;

    /** What came of a head that is not complete. */
    private byte[] half = NOTHING;

    /** Whether what came last is less than a head. */
    private boolean incomplete;

    /** Whether a head has begun, which has a time to be complete; read by who drains, too. */
    private volatile boolean inHead;

    /** Whether the wait for the rest of a head was ended because the process stops. */
    private volatile boolean stopping;

    private boolean served;

    /** Whether a request was served since the last wait. */
    private boolean servedNow;

    /** When what is waited for must be there. */
    private long deadline;

    private boolean broken;

    /** What all connections share. */
    record Service(
            Supplier<Snapshot> snapshots,
            ProxyHandler handler,
            RequestLog log,
            GatewayCounters counters,
            BooleanSupplier draining) {}

    ClientConnection(Service service, LaneContext context, Transport transport, boolean secure) {
        this.service = service;
        this.context = context;
        this.transport = transport;
        this.client = new Client(transport, secure);
        this.occupant = new ClientOccupant(client, context.lane(), service.counters);
        this.end = new ConnectionEnd(context, transport);
        long age = context.timeouts().age().toNanos();
        this.oldAt = System.nanoTime() + age - context.random().nextLong(age / 4 + 1);
    }

    /** Ends it in good order if it waits for a request; for any thread. */
    void endIfIdle() {
        end.endIfIdle();
    }

    /** The process stops: a client that has not sent its head to the end is told so. */
    void endHead() {
        if (inHead) {
            context.lane()
                    .start(() -> {
                        stopping = true;
                        stopping = transport.expireRead();
                    });
        }
    }

    /** Sees whether a client that has waited for a while is still there; for any thread. */
    void lookAfterClient(long now) {
        if (client.watch().isDue(now)) {
            context.lane().start(client.watch()::look);
        }
    }

    /** Cuts it off, whatever it does; for any thread. */
    void close() {
        end.cut();
    }

    /** What it is to those who end the slowest. */
    ClientOccupant occupant() {
        return occupant;
    }

    /** Serves the connection to its end and closes it. */
    void run() {
        CloseReason reason = CloseReason.ERROR;
        try {
            reason = serveAll();
            if (!broken && !client.isShed()) {
                if (reason != CloseReason.CLIENT) {
                    end.linger();
                } else if (client.isSecure()) {
                    transport.closeOutput(); // TLS answers a close_notify (RFC 8446, 6.1)
                }
            }
        } catch (IOException e) {
            reason = service.draining.getAsBoolean() ? CloseReason.DRAIN : CloseReason.ERROR;
        } finally {
            transport.close();
            forgetHalf();
            reason = client.isShed() ? CloseReason.SHED : reason;
            service.counters.connectionClosed(reason);
        }
    }

    private CloseReason serveAll() throws IOException {
        long now = System.nanoTime();
        deadline = now + context.timeouts().head().toNanos();
        client.sending().begin();
        client.sending().waits(Pace.Wait.HEAD, now);
        while (true) {
            CloseReason silence = awaitBytes();
            if (silence != null) {
                return silence;
            }
            boolean begins = !inHead;
            if (!goOn(begins)) {
                return CloseReason.DRAIN;
            }
            incomplete = false;
            servedNow = false;
            CloseReason reason = withServer(this::serveReady);
            if (reason != null) {
                return reason;
            }
            // Empty lines begin the first head of a connection, and are nothing behind a request.
            inHead = incomplete && (half.length > 0 || !served);
            if (inHead) {
                awaitRestOfHead(begins || servedNow);
            } else {
                awaitRequest();
            }
        }
    }

    /** Bytes have come; false when the client was told meanwhile that no request is served. */
    private boolean goOn(boolean begins) {
        if (!begins) {
            client.sending().moved(0, System.nanoTime()); // the wait for a head adds up
            return true;
        }
        client.sending().over();
        return end.begin();
    }

    /** Waits for the next bytes; why the connection ends when none come. */
    private @Nullable CloseReason awaitBytes() throws IOException {
        transport.readDeadline(deadline);
        try {
            transport.awaitReadable();
            boolean late = inHead && System.nanoTime() - deadline >= 0; // bytes never paused
            return late ? withServer(this::refuseSlow) : null;
        } catch (DeadlineException e) {
            if (inHead) {
                return withServer(this::refuseSlow);
            }
            if (!client.isShed() && transport.look() == Transport.Peer.SENT) {
                return null; // at the last moment
            }
            return service.draining.getAsBoolean() ? CloseReason.DRAIN : CloseReason.IDLE;
        }
    }

    private void awaitRestOfHead(boolean begins) {
        long now = System.nanoTime();
        if (begins) {
            client.sending().begin();
            deadline = now + context.timeouts().head().toNanos();
        }
        client.sending().waits(Pace.Wait.HEAD, now);
    }

    private void awaitRequest() {
        long now = System.nanoTime();
        end.waits();
        client.sending().waits(Pace.Wait.IDLE, now);
        if (!incomplete || servedNow) {
            deadline = now + context.timeouts().idle().toNanos();
        }
    }

    /** What is done with an exchange at hand. */
    @FunctionalInterface
    private interface Serving {
        @Nullable CloseReason serve(ServerExchange server) throws IOException;
    }

    private @Nullable CloseReason withServer(Serving serving) throws IOException {
        ServerExchange server = context.buffers().takeServer();
        try {
            server.attach(transport);
            if (half.length > 0) {
                server.resume(half);
                forgetHalf();
            }
            return serving.serve(server);
        } finally {
            context.buffers().give(server);
        }
    }

    private void forgetHalf() {
        context.buffers().ledger().heap().give(half.length);
        half = NOTHING;
    }

    private void keepHalf(ServerExchange server) {
        half = server.takeHalf();
        context.buffers().ledger().heap().take(half.length);
    }

    /** Serves the requests that are there; null when the connection waits for more. */
    private @Nullable CloseReason serveReady(ServerExchange server) throws IOException {
        do {
            ServerExchange.Arrival arrival;
            try {
                arrival = server.next(service.snapshots.get().headLimits());
            } catch (DeadlineException e) {
                return refuseSlow(server); // it passed while bytes were taken that had come
            } catch (BadBodyException e) {
                return refuseBody(server, e);
            }
            switch (arrival) {
                case HALF -> {
                    incomplete = true;
                    keepHalf(server);
                    return null;
                }
                case END -> {
                    return CloseReason.CLIENT;
                }
                case TRUNCATED -> {
                    return CloseReason.PROTOCOL;
                }
                case REFUSED -> {
                    return refuse(server);
                }
                case REQUEST -> {}
            }
            CloseReason reason = serveOne(server);
            if (reason != null) {
                return reason;
            }
        } while (server.hasNext());
        return null;
    }

    private @Nullable CloseReason serveOne(ServerExchange server) {
        Exchange exchange = exchange(server);
        served = true;
        servedNow = true;
        service.counters.requestBegan();
        try {
            Outcome outcome = service.handler.handle(exchange);
            if (outcome instanceof Outcome.Switched switched) {
                return tunnel(exchange, switched);
            }
            boolean bodyRead = exchange.finishBody();
            service.log.write(exchange);
            if (outcome == Outcome.Responded.KEEP && bodyRead) {
                return null;
            }
            broken = outcome == Outcome.Responded.BROKEN;
            return closeReason(exchange);
        } finally {
            service.counters.requestEnded();
        }
    }

    private CloseReason closeReason(Exchange exchange) {
        if (service.draining.getAsBoolean()) {
            return CloseReason.DRAIN;
        }
        FailureKind failure = exchange.failure();
        return switch (failure) {
            case CLIENT_BODY_TIMEOUT, CLIENT_WRITE_TIMEOUT -> CloseReason.TIMEOUT;
            case CLIENT_ABORTED -> CloseReason.CLIENT;
            case null -> respondedReason(exchange);
            default -> {
                if (broken) {
                    yield CloseReason.ERROR;
                }
                yield failure.endsConnection() ? CloseReason.PROTOCOL : respondedReason(exchange);
            }
        };
    }

    private static CloseReason respondedReason(Exchange exchange) {
        return exchange.isAged() ? CloseReason.AGED : CloseReason.RESPONDED;
    }

    private CloseReason tunnel(Exchange exchange, Outcome.Switched switched) {
        client.sending().begin();
        var tunnel =
                new Tunnel(
                        context,
                        client,
                        switched.upstream(),
                        exchange.server().takeRest(),
                        switched.fromUpstream());
        Account heap = context.buffers().ledger().heap();
        heap.take(MemoryLedger.REQUEST);
        try {
            tunnel.run();
        } finally {
            heap.give(MemoryLedger.REQUEST);
        }
        exchange.received(tunnel.traffic().received());
        exchange.sent(tunnel.traffic().sent());
        service.log.write(exchange);
        return service.draining.getAsBoolean() ? CloseReason.DRAIN : CloseReason.RESPONDED;
    }

    private Exchange exchange(ServerExchange server) {
        boolean aged = System.nanoTime() - oldAt >= 0;
        return new Exchange(
                context, service.snapshots.get(), client, server, aged, service.draining);
    }

    private CloseReason refuse(ServerExchange server) throws IOException {
        HeadRefusal refusal = server.refusal();
        int line = server.refusedLine();
        respond(
                server,
                refusal.kind(),
                ErrorResponses.unread(ErrorResponses.placed(refusal.message(), line)));
        return CloseReason.PROTOCOL;
    }

    /** A body that is broken where it came with its head: nothing was forwarded yet. */
    private CloseReason refuseBody(ServerExchange server, BadBodyException broken)
            throws IOException {
        respond(server, broken.kind(), ErrorResponses.unread(String.valueOf(broken.getMessage())));
        return CloseReason.PROTOCOL;
    }

    private CloseReason refuseSlow(ServerExchange server) throws IOException {
        FailureKind kind =
                client.isShed()
                        ? FailureKind.CLIENT_SLOW
                        : stopping ? FailureKind.STOPPING : FailureKind.CLIENT_HEAD_TIMEOUT;
        respond(server, kind, kind.message());
        return CloseReason.TIMEOUT;
    }

    private void respond(ServerExchange server, FailureKind kind, String message)
            throws IOException {
        Exchange exchange = exchange(server);
        exchange.failed(kind);
        service.counters.failed(kind);
        ResponseExit.send(exchange, service.handler.errors().of(exchange, kind, message), false);
        service.log.write(exchange);
    }
}
