package io.xynergy.gateway.outcome;

import java.util.Locale;

/**
 * Who failed and how. This table is the one place that maps a failure to its status, error code,
 * metric label and log field.
 */
public enum FailureKind {
    CLIENT_BAD_REQUEST(Who.CLIENT, 400, "bad_request", "The request is not valid HTTP."),
    BAD_PATH(Who.CLIENT, 400, "bad_request", "The path of the request is refused."),
    ENCODED_SLASH(
            Who.CLIENT,
            400,
            "bad_request",
            "The path has an encoded slash (%2F), and the route is without allowEncodedSlashes."),
    CLIENT_BAD_BODY(Who.CLIENT, 400, "bad_request", "The body's framing is broken."),
    CLIENT_TIMEOUT(Who.CLIENT, 408, "request_timeout", "The request did not arrive in time."),
    CLIENT_SLOW(
            Who.CLIENT, 408, "request_timeout", "The client was too slow while memory was short."),
    CLIENT_ABORTED(Who.CLIENT, 499, "client_closed_request", "The client went away."),
    BODY_TOO_LARGE(
            Who.CLIENT, 413, "payload_too_large", "The body is larger than the route takes."),
    UNAUTHENTICATED(Who.CLIENT, 401, "unauthenticated", "This route asks for proof of identity."),
    BAD_AUTHORIZATION(Who.CLIENT, 400, "invalid_request", "The Authorization header is not valid."),
    INVALID_TOKEN(Who.CLIENT, 401, "invalid_token", "The bearer token is not valid."),
    FORBIDDEN(Who.CLIENT, 403, "forbidden", "The caller may not use this route."),
    NO_ROUTE(Who.GATEWAY, 404, "no_route", "No route matches the request."),
    ROUTE_UNDECIDED(
            Who.GATEWAY,
            503,
            "route_undecided",
            "To find the route, or its rewrite, takes too many steps."),
    REWRITE_FAILED(Who.GATEWAY, 500, "rewrite_failed", "The route's rewrite makes no path."),
    UNRESOLVED_SERVICE(Who.GATEWAY, 500, "unresolved_service", "The route's service is not known."),
    LOOP(Who.GATEWAY, 508, "loop_detected", "The request goes in a circle."),
    OVERLOADED(Who.GATEWAY, 503, "overloaded", "Too many requests are in flight."),
    NO_DESCRIPTOR(Who.GATEWAY, 503, "overloaded", "Too many connections are open."),
    STOPPING(Who.GATEWAY, 503, "stopping", "The gateway stops and had no time left for this."),
    INTERNAL(Who.GATEWAY, 500, "internal", "The gateway failed."),
    ISSUER_UNAVAILABLE(
            Who.UPSTREAM,
            503,
            "issuer_unavailable",
            "The token cannot be checked now, as its issuer cannot be reached."),
    NO_ENDPOINT(Who.UPSTREAM, 503, "no_endpoint", "The service has no endpoint."),
    UPSTREAM_ADDRESS(
            Who.UPSTREAM,
            502,
            "upstream_address",
            "The service is at an address that the gateway does not send to."),
    UPSTREAM_BUSY(Who.UPSTREAM, 503, "upstream_busy", "All connections to the service are in use."),
    UPSTREAM_CONNECT(Who.UPSTREAM, 502, "upstream_connect", "The service refused the connection."),
    UPSTREAM_TLS(Who.UPSTREAM, 502, "upstream_tls", "The service could not be trusted."),
    UPSTREAM_CONNECT_TIMEOUT(
            Who.UPSTREAM, 504, "upstream_timeout", "The service did not accept in time."),
    UPSTREAM_RESET(Who.UPSTREAM, 502, "upstream_reset", "The service closed without an answer."),
    UPSTREAM_TIMEOUT(Who.UPSTREAM, 504, "upstream_timeout", "The service did not answer in time."),
    UPSTREAM_BAD_ANSWER(
            Who.UPSTREAM, 502, "upstream_bad_answer", "The service's answer is not valid HTTP."),
    UPSTREAM_HEAD_TOO_LARGE(
            Who.UPSTREAM,
            502,
            "upstream_head_too_large",
            "The head of the service's response is larger than the gateway takes."),
    UPSTREAM_TRUNCATED(
            Who.UPSTREAM, 502, "upstream_truncated", "The service closed within its answer."),
    ANSWER_TOO_LARGE(
            Who.UPSTREAM, 502, "answer_too_large", "The answer is larger than the route allows.");

    /** Whose fault a failure is. */
    public enum Who {
        CLIENT,
        GATEWAY,
        UPSTREAM
    }

    private final Who who;
    private final int status;
    private final String code;
    private final String message;
    private final String label = name().toLowerCase(Locale.ROOT);

    FailureKind(Who who, int status, String code, String message) {
        this.who = who;
        this.status = status;
        this.code = code;
        this.message = message;
    }

    public Who who() {
        return who;
    }

    public int status() {
        return status;
    }

    /** The {@code error.code} that clients see. */
    public String code() {
        return code;
    }

    /** The {@code error.message} that clients see: never an address or a name of the inside. */
    public String message() {
        return message;
    }

    /** The machine reason in metrics and logs. */
    public String label() {
        return label;
    }

    /** Whether a later try may well succeed, so that the answer says when. */
    public boolean isRetryLater() {
        return status == 503;
    }

    /**
     * Whether clients are told the detail of a failure outside of development too: it speaks of
     * nothing but their own request.
     */
    public boolean tellsDetail() {
        return this == BAD_PATH;
    }
}
