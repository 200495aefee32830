package io.xynergy.gateway.explain;

import io.xynergy.gateway.proxy.Rehearsal.Judged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one request.
 *
 * @param steps what decides, in order, with the reading of the head and the choice of the route
 * @param route null: none was found, or looked for
 * @param close routes that nearly took it, the closest first
 * @param caller null: nobody is proven
 * @param limits what the route's limits have left once the request is counted
 * @param upstream null: the gateway responds by itself
 * @param responseSteps what is done to its response, in order
 * @param response the head of the gateway's own response; empty: an upstream responds
 * @param keysFetched issuers whose keys were fetched to verify a token
 * @param notYet what the policy asks for the route and this version does not do
 */
public record Explanation(
        Policy policy,
        Request request,
        Outcome outcome,
        List<Judged> steps,
        @Nullable Route route,
        List<Near> close,
        @Nullable Caller caller,
        List<Limit> limits,
        @Nullable Upstream upstream,
        List<Response> responseSteps,
        List<String> response,
        List<String> keysFetched,
        List<String> notYet) {

    public Explanation {
        steps = List.copyOf(steps);
        close = List.copyOf(close);
        limits = List.copyOf(limits);
        responseSteps = List.copyOf(responseSteps);
        response = List.copyOf(response);
        keysFetched = List.copyOf(keysFetched);
        notYet = List.copyOf(notYet);
    }

    /**
     * The configuration that decides.
     *
     * @param revision null: a file that nobody serves here
     */
    public record Policy(String name, String digest, @Nullable Long revision) {}

    /** What was asked, without headers. */
    public record Request(
            String method,
            String target,
            @Nullable String host,
            boolean secure,
            String client,
            boolean trusted) {}

    /**
     * What becomes of it.
     *
     * @param status null: an upstream decides
     * @param code {@code error.code} of a refusal
     * @param message what a client is told of a refusal
     * @param detail why it is refused, exactly
     */
    public record Outcome(
            Kind kind,
            @Nullable Integer status,
            @Nullable String code,
            @Nullable String message,
            @Nullable String detail) {}

    /** What may become of a request. */
    public enum Kind {
        FORWARDED,
        RESPONDED,
        REFUSED
    }

    /**
     * The route, with the alternative of its match that the request takes.
     *
     * @param match its place among them, from 0
     * @param conditions one clause each
     */
    public record Route(String name, int match, List<String> conditions) {

        public Route {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * A route that nearly took it.
     *
     * @param misses what kept it from that, one clause each
     */
    public record Near(String route, int match, List<String> conditions, List<String> misses) {

        public Near {
            conditions = List.copyOf(conditions);
            misses = List.copyOf(misses);
        }
    }

    /** Who sends it, as an issuer or an API key proves. */
    public record Caller(
            String user,
            @Nullable String tenant,
            String issuer,
            List<String> roles,
            List<String> scopes) {

        public Caller {
            roles = List.copyOf(roles);
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * One limit.
     *
     * @param remaining requests that are left at once after this one
     * @param waitSeconds until a request is allowed; 0: now
     */
    public record Limit(
            String name,
            String by,
            boolean shadow,
            boolean allowed,
            int burst,
            long remaining,
            long waitSeconds,
            long resetSeconds) {}

    /**
     * Where it goes.
     *
     * @param timeoutMillis over all attempts
     * @param retries attempts after the first
     * @param retryOn what they are made for
     */
    public record Upstream(
            List<Target> targets,
            long timeoutMillis,
            @Nullable Long perTryTimeoutMillis,
            int retries,
            List<String> retryOn) {

        public Upstream {
            targets = List.copyOf(targets);
            retryOn = List.copyOf(retryOn);
        }
    }

    /**
     * A service that may get it.
     *
     * @param percent its share of the route's requests, rounded
     * @param addresses by which it is known
     * @param endpoints what they stand for, a part of them if they are many; empty: not resolved
     * @param endpointCount how many there are
     * @param refused addresses that the gateway does not send to
     * @param head the request line and headers that it gets
     */
    public record Target(
            String service,
            int weight,
            int percent,
            List<String> addresses,
            List<Endpoint> endpoints,
            int endpointCount,
            List<String> refused,
            int connections,
            int maxConnections,
            List<String> head) {

        public Target {
            addresses = List.copyOf(addresses);
            endpoints = List.copyOf(endpoints);
            refused = List.copyOf(refused);
            head = List.copyOf(head);
        }
    }

    /**
     * One address of a service.
     *
     * @param avoided whether it could not be connected to a moment ago
     */
    public record Endpoint(String address, int inFlight, boolean avoided) {}

    /** What a step does to the response, one clause each. */
    public record Response(String step, List<String> edits) {

        public Response {
            edits = List.copyOf(edits);
        }
    }
}
