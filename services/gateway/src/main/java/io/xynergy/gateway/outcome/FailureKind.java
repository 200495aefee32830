package io.xynergy.gateway.outcome;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who failed and how. This table is the one place that maps a failure to its status, error code,
 * metric label and log field.
 */
public enum FailureKind {
    BAD_REQUEST_LINE(Who.CLIENT, 400, Code.BAD_REQUEST, "The request line is not valid."),
    BAD_TARGET(Who.CLIENT, 400, Code.BAD_REQUEST, "The request target is not valid."),
    BAD_HOST(Who.CLIENT, 400, Code.BAD_REQUEST, "The host of the request is not valid."),
    BAD_FIELD(Who.CLIENT, 400, Code.BAD_REQUEST, "A header field is not valid."),
    BAD_FRAMING(Who.CLIENT, 400, Code.BAD_REQUEST, "The framing of the request is not valid."),
    BAD_PATH(Who.CLIENT, 400, Code.BAD_REQUEST, "The path of the request is refused."),
    ENCODED_SLASH(
            Who.CLIENT,
            400,
            Code.BAD_REQUEST,
            "The path has an encoded slash (%2F), which the route does not allow (allowEncodedSlashes)."),
    BAD_BODY(Who.CLIENT, 400, Code.BAD_REQUEST, "The framing of the body is not valid."),
    CHUNK_FRAMING_TOO_LARGE(
            Who.CLIENT,
            400,
            Code.BAD_REQUEST,
            "The chunk extensions or trailers are too large.",
            Limit.CHUNK_FRAMING),
    METHOD_NOT_ALLOWED(Who.CLIENT, 405, "method_not_allowed", "The method is not forwarded."),
    CLIENT_HEAD_TIMEOUT(
            Who.CLIENT,
            408,
            Code.REQUEST_TIMEOUT,
            "The head of the request did not arrive in time.",
            Phase.CLIENT_HEAD),
    CLIENT_BODY_TIMEOUT(
            Who.CLIENT,
            408,
            Code.REQUEST_TIMEOUT,
            "The body of the request did not arrive in time.",
            Phase.CLIENT_BODY),
    CLIENT_WRITE_TIMEOUT(
            Who.CLIENT,
            408,
            Code.REQUEST_TIMEOUT,
            "The client did not take the response in time.",
            Phase.CLIENT_WRITE),
    CLIENT_SLOW(
            Who.CLIENT,
            408,
            Code.REQUEST_TIMEOUT,
            "The client was too slow while memory was short."),
    CLIENT_ABORTED(Who.CLIENT, 499, "client_closed_request", "The client closed the connection."),
    BODY_TOO_LARGE(
            Who.CLIENT,
            413,
            "payload_too_large",
            "The body is larger than the route allows.",
            Limit.BODY),
    TARGET_TOO_LONG(
            Who.CLIENT, 414, "uri_too_long", "The request line is too long.", Limit.REQUEST_LINE),
    UNKNOWN_EXPECTATION(
            Who.CLIENT, 417, "expectation_failed", "The only expectation served is 100-continue."),
    HEAD_TOO_LARGE(
            Who.CLIENT,
            431,
            "request_header_fields_too_large",
            "The header fields are too large, or too many.",
            Limit.HEADERS),
    METHOD_TOO_LONG(
            Who.CLIENT, 501, "not_implemented", "The method is too long.", Limit.REQUEST_LINE),
    UNSUPPORTED_VERSION(
            Who.CLIENT, 505, "http_version_not_supported", "The version of HTTP is not supported."),
    UNAUTHENTICATED(Who.CLIENT, 401, "unauthenticated", "This route requires authentication."),
    BAD_AUTHORIZATION(
            Who.CLIENT, 400, "invalid_request", "The credentials of the request are not valid."),
    INVALID_TOKEN(Who.CLIENT, 401, "invalid_token", "The bearer token is not valid."),
    INVALID_API_KEY(Who.CLIENT, 401, "invalid_api_key", "The API key is not valid."),
    RATE_LIMITED(Who.CLIENT, 429, "rate_limited", "There were too many requests."),
    FORBIDDEN(Who.CLIENT, 403, "forbidden", "The caller may not use this route."),
    NO_ROUTE(Who.GATEWAY, 404, "no_route", "No route matches the request."),
    ROUTE_UNDECIDED(
            Who.GATEWAY,
            503,
            "route_undecided",
            "Finding the route or its rewrite took too many steps."),
    REWRITE_FAILED(
            Who.GATEWAY,
            500,
            "rewrite_failed",
            "The rewrite of the route does not produce a valid path."),
    UNRESOLVED_SERVICE(Who.GATEWAY, 500, "unresolved_service", "The route's service is not known."),
    LOOP(Who.GATEWAY, 508, "loop_detected", "The request is looping."),
    OVERLOADED(
            Who.GATEWAY, 503, "overloaded", "Too many requests are in flight, or memory is short."),
    NO_DESCRIPTOR(Who.GATEWAY, 503, "overloaded", "Too many connections are open."),
    STOPPING(Who.GATEWAY, 503, "stopping", "The gateway is shutting down."),
    INTERNAL(Who.GATEWAY, 500, "internal", "The gateway failed."),
    ISSUER_UNAVAILABLE(
            Who.UPSTREAM,
            503,
            "issuer_unavailable",
            "The token cannot be checked now, as its issuer cannot be reached."),
    RATE_LIMIT_UNAVAILABLE(
            Who.GATEWAY,
            503,
            "rate_limit_unavailable",
            "The limit of requests cannot be checked now."),
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
            Who.UPSTREAM,
            504,
            Code.UPSTREAM_TIMEOUT,
            "The service did not accept the connection in time.",
            Phase.UPSTREAM_CONNECT),
    UPSTREAM_WRITE_TIMEOUT(
            Who.UPSTREAM,
            504,
            Code.UPSTREAM_TIMEOUT,
            "The service did not take the request in time.",
            Phase.UPSTREAM_WRITE),
    UPSTREAM_HEAD_TIMEOUT(
            Who.UPSTREAM,
            504,
            Code.UPSTREAM_TIMEOUT,
            "The service did not respond in time.",
            Phase.UPSTREAM_HEAD),
    UPSTREAM_BODY_TIMEOUT(
            Who.UPSTREAM,
            504,
            Code.UPSTREAM_TIMEOUT,
            "The service stopped sending its response.",
            Phase.UPSTREAM_BODY),
    REQUEST_TIMEOUT(
            Who.UPSTREAM,
            504,
            Code.UPSTREAM_TIMEOUT,
            "The service did not respond in time, in more than one attempt.",
            Phase.REQUEST),
    UPSTREAM_RESET(Who.UPSTREAM, 502, "upstream_reset", "The service closed without a response."),
    UPSTREAM_BAD_RESPONSE(
            Who.UPSTREAM,
            502,
            "upstream_bad_response",
            "The response of the service is not valid HTTP."),
    UPSTREAM_HEAD_TOO_LARGE(
            Who.UPSTREAM,
            502,
            "upstream_head_too_large",
            "The head of the service's response is larger than the gateway allows.",
            Limit.RESPONSE_HEAD),
    UPSTREAM_TRUNCATED(
            Who.UPSTREAM, 502, "upstream_truncated", "The service closed within its response."),
    RESPONSE_TOO_LARGE(
            Who.UPSTREAM,
            502,
            "response_too_large",
            "The response is larger than the route allows.",
            Limit.RESPONSE_BODY);

    /** Whose fault a failure is. */
    public enum Who {
        CLIENT,
        GATEWAY,
        UPSTREAM
    }

    /** The codes that more than one failure has. */
    private static final class Code {
        private static final String BAD_REQUEST = "bad_request";
        private static final String REQUEST_TIMEOUT = "request_timeout";
        private static final String UPSTREAM_TIMEOUT = "upstream_timeout";
    }

    private final Who who;
    private final int status;
    private final String code;
    private final String message;
    private final @Nullable Phase phase;
    private final @Nullable Limit limit;
    private final String label = name().toLowerCase(Locale.ROOT);

    FailureKind(Who who, int status, String code, String message) {
        this(who, status, code, message, null, null);
    }

    FailureKind(Who who, int status, String code, String message, Phase phase) {
        this(who, status, code, message, phase, null);
    }

    FailureKind(Who who, int status, String code, String message, Limit limit) {
        this(who, status, code, message, null, limit);
    }

    FailureKind(
            Who who,
            int status,
            String code,
            String message,
            @Nullable Phase phase,
            @Nullable Limit limit) {
        this.who = who;
        this.status = status;
        this.code = code;
        this.message = message;
        this.phase = phase;
        this.limit = limit;
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

    /** What was waited for when a deadline passed; null when none did. */
    public @Nullable Phase phase() {
        return phase;
    }

    /** The limit on a message's size that was reached; null when none was. */
    public @Nullable Limit limit() {
        return limit;
    }

    /** Whether nothing more is read from the client: two programs could read it differently. */
    public boolean endsConnection() {
        return code.equals(Code.BAD_REQUEST);
    }

    /** Whether it looks as if the client had failed by itself, when the gateway ended it. */
    public boolean isOfGoneClient() {
        return this == CLIENT_ABORTED
                || this == CLIENT_BODY_TIMEOUT
                || this == CLIENT_WRITE_TIMEOUT;
    }

    /**
     * Whether clients are told the detail of a failure outside of development too: it speaks of
     * nothing but their own request.
     */
    public boolean tellsDetail() {
        return this == BAD_PATH;
    }
}
