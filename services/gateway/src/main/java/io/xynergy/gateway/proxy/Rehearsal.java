package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Client;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.exchange.RequestSteps;
import io.xynergy.gateway.exchange.RoutePlan;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.BadBodyException;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.ServerExchange;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.Target;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.identity.Proof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request as far as it comes without being forwarded: it is read, judged and written by the
 * code that serves, and nothing is sent, counted or logged.
 */
public final class Rehearsal {

    private static final OwnResponse HEALTH = OwnResponse.json(200, List.of(), new byte[0]);

    /** A signature that is shown would be believed. */
    private static final byte[] SIGNED = Ascii.bytes(Proof.HEADER + ": (signed)\r\n");

    private final LaneContext context;
    private final ErrorResponses errors;
    private final boolean signs;

    /**
     * Rehearses with what a lane has; nothing of it is shared with requests.
     *
     * @param context its lane is not used
     * @param signs whether services get a signature over the caller; none is made
     */
    public Rehearsal(LaneContext context, ErrorBodies errorBodies, boolean signs) {
        this.context = context;
        this.errors = new ErrorResponses(errorBodies);
        this.signs = signs;
    }

    /**
     * A request as it comes over the wire.
     *
     * @param head up to its empty line
     * @param body bytes of the body, which are all zero
     * @param secure whether it comes by TLS
     */
    public record Script(
            byte[] head,
            long body,
            InetSocketAddress client,
            InetSocketAddress server,
            boolean secure) {}

    /** What a step made of a request. */
    public enum Result {
        PASS,
        REFUSE,
        RESPOND,
        NOT_REACHED
    }

    /**
     * A step and what it made of the request.
     *
     * @param reasons one clause each
     */
    public record Judged(String step, Result result, List<String> reasons) {

        public Judged {
            reasons = List.copyOf(reasons);
        }
    }

    /** Rehearses a request; {@code tell} is given what came of it, and keeps nothing of that. */
    public <T> T of(Script script, Snapshot snapshot, Function<Rehearsed, T> tell) {
        var stream =
                new RehearsalStream(script.head(), script.body(), script.client(), script.server());
        ServerExchange server = context.buffers().takeServer();
        try {
            server.attach(stream);
            return tell.apply(rehearse(stream, server, snapshot, script.secure()));
        } finally {
            context.buffers().give(server);
        }
    }

    private Rehearsed rehearse(
            RehearsalStream stream, ServerExchange server, Snapshot snapshot, boolean secure) {
        Failure unread = read(server, snapshot);
        var exchange =
                new Exchange(
                        context, snapshot, new Client(stream, secure), server, false, () -> false);
        var course = new Watched();
        if (unread != null) {
            course.skip(snapshot.plans().first());
            return new Rehearsed(
                    exchange,
                    new Decision.Refuse(unread, Decision.Refuse.NO_LINE),
                    course,
                    send(exchange, stream, refusal(exchange, unread), false),
                    signs);
        }
        Decision decision = Judgement.of(exchange, course);
        return new Rehearsed(
                exchange, decision, course, respond(exchange, stream, decision), signs);
    }

    private OwnResponse refusal(Exchange exchange, Failure unread) {
        exchange.failed(unread.kind());
        return errors.of(exchange, unread.kind(), ErrorResponses.unread(unread.detail()));
    }

    /** Reads the head; why it is refused, or null. */
    private static @Nullable Failure read(ServerExchange server, Snapshot snapshot) {
        try {
            return switch (server.next(snapshot.headLimits())) {
                case REQUEST -> null;
                case REFUSED ->
                        unread(
                                server.refusal().kind(),
                                server.refusal().message(),
                                server.refusedLine());
                case HALF, END, TRUNCATED ->
                        unread(FailureKind.BAD_REQUEST_LINE, "the head has no end", 0);
            };
        } catch (BadBodyException e) {
            return unread(e.kind(), String.valueOf(e.getMessage()), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e); // a stream in memory
        }
    }

    private static Failure unread(FailureKind kind, String why, int line) {
        return new Failure(kind, ErrorResponses.placed(why, line));
    }

    private String respond(Exchange exchange, RehearsalStream stream, Decision decision) {
        return switch (decision) {
            case Decision.Pass _ -> "";
            case Decision.Respond(OwnResponse response) ->
                    send(exchange, stream, response, ProxyHandler.mayKeep(exchange));
            case Decision.Refuse refuse -> {
                FailureKind kind = refuse.failure().kind();
                exchange.failed(kind);
                OwnResponse response = errors.of(exchange, refuse.failure(), refuse.line());
                boolean keep = ProxyHandler.mayKeep(exchange) && !kind.endsConnection();
                yield send(exchange, stream, response, keep);
            }
        };
    }

    private static String send(
            Exchange exchange, RehearsalStream stream, OwnResponse response, boolean keep) {
        try {
            ResponseExit.send(exchange, response, keep);
            return stream.received();
        } catch (IOException e) {
            throw new IllegalStateException(e); // a stream in memory
        }
    }

    /** Foresees the steps and keeps what they say. */
    private static final class Watched implements Judgement.Course {

        private final List<Judged> first = new ArrayList<>();
        private final List<Judged> ofRoute = new ArrayList<>();
        private boolean searched;
        private boolean health;

        @Override
        public Decision follow(RequestSteps steps, Exchange exchange) {
            List<Judged> into = searched ? ofRoute : first;
            searched = true;
            Decision decision = Decision.Pass.GO_ON;
            for (RequestStep step : steps.all()) {
                String name = step.getClass().getSimpleName();
                if (decision != Decision.Pass.GO_ON) {
                    into.add(new Judged(name, Result.NOT_REACHED, List.of()));
                    continue;
                }
                decision = step.foresee(exchange);
                into.add(judged(name, decision, step.reasons(exchange)));
            }
            return decision;
        }

        private static Judged judged(String name, Decision decision, List<String> reasons) {
            return switch (decision) {
                case Decision.Pass _ -> new Judged(name, Result.PASS, reasons);
                case Decision.Respond _ -> new Judged(name, Result.RESPOND, reasons);
                case Decision.Refuse refuse ->
                        new Judged(name, Result.REFUSE, List.of(refuse.failure().detail()));
            };
        }

        void skip(RequestSteps steps) {
            for (RequestStep step : steps.all()) {
                first.add(
                        new Judged(step.getClass().getSimpleName(), Result.NOT_REACHED, List.of()));
            }
        }

        @Override
        public OwnResponse health(RequestHead head) {
            health = true;
            return HEALTH;
        }
    }

    /** What came of a request; valid while it is told. */
    public static final class Rehearsed {

        private final Exchange exchange;
        private final Decision decision;
        private final Watched course;
        private final String response;
        private final boolean signs;

        private Rehearsed(
                Exchange exchange,
                Decision decision,
                Watched course,
                String response,
                boolean signs) {
            this.exchange = exchange;
            this.decision = decision;
            this.course = course;
            this.response = response;
            this.signs = signs;
        }

        public Exchange exchange() {
            return exchange;
        }

        /** What is decided; a request that passes is forwarded. */
        public Decision decision() {
            return decision;
        }

        /** What was asked before the route was looked for. */
        public List<Judged> first() {
            return List.copyOf(course.first);
        }

        /** What the route's plan asks; empty: there is no route. */
        public List<Judged> ofRoute() {
            return List.copyOf(course.ofRoute);
        }

        /** Whether all that comes before the route let the request pass. */
        public boolean isRouted() {
            return course.first.stream().allMatch(step -> step.result() == Result.PASS);
        }

        /** Whether it is for a page about the gateway's health, which is not made. */
        public boolean isHealthPage() {
            return course.health;
        }

        /** The plan of its route, or that of requests without one. */
        public RoutePlan plan() {
            return exchange.plan();
        }

        /** The gateway's own response as the client gets it; empty: an upstream responds. */
        public String response() {
            return response;
        }

        /**
         * The head that an upstream gets, up to its empty line, with a word in place of the
         * signature over the caller.
         *
         * @param endpoint the upstream's address
         */
        public String upstreamHead(Target target, String endpoint) {
            try (Output out = exchange.context().buffers().takeOutput()) {
                byte[] address = endpoint.getBytes(StandardCharsets.ISO_8859_1);
                byte[] proof = signs ? SIGNED : null;
                RequestWriter.write(out, exchange, target.requestEdits(), address, proof);
                return HeadText.of(out.bytes(), out.size());
            }
        }
    }
}
