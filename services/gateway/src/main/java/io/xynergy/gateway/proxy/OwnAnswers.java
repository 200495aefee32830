package io.xynergy.gateway.proxy;

import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.policy.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The gateway's own answers: errors in the standard form, redirects, health. */
final class OwnAnswers {

    private static final Map<Integer, String> REASONS =
            Map.ofEntries(
                    Map.entry(200, "OK"),
                    Map.entry(301, "Moved Permanently"),
                    Map.entry(302, "Found"),
                    Map.entry(303, "See Other"),
                    Map.entry(307, "Temporary Redirect"),
                    Map.entry(308, "Permanent Redirect"),
                    Map.entry(400, "Bad Request"),
                    Map.entry(401, "Unauthorized"),
                    Map.entry(403, "Forbidden"),
                    Map.entry(404, "Not Found"),
                    Map.entry(405, "Method Not Allowed"),
                    Map.entry(408, "Request Timeout"),
                    Map.entry(413, "Content Too Large"),
                    Map.entry(414, "URI Too Long"),
                    Map.entry(417, "Expectation Failed"),
                    Map.entry(431, "Request Header Fields Too Large"),
                    Map.entry(500, "Internal Server Error"),
                    Map.entry(501, "Not Implemented"),
                    Map.entry(502, "Bad Gateway"),
                    Map.entry(503, "Service Unavailable"),
                    Map.entry(504, "Gateway Timeout"),
                    Map.entry(505, "HTTP Version Not Supported"),
                    Map.entry(508, "Loop Detected"));

    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] JSON = ascii("Content-Type: application/json\r\nContent-Length: ");
    private static final byte[] LOCATION = ascii("Location: ");
    private static final byte[] EMPTY = ascii("Content-Length: 0\r\n");
    private static final byte[] RETRY_AFTER = ascii("Retry-After: 1\r\n");
    private static final byte[] NO_STORE = ascii("Cache-Control: no-store\r\n");
    private static final byte[] ALLOW =
            ascii("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");

    private final ErrorBodies bodies;

    OwnAnswers(ErrorBodies bodies) {
        this.bodies = bodies;
    }

    /** Answers with a failure; in development it says what exactly happened. */
    void write(Exchange exchange, Failure failure, boolean keep) throws IOException {
        var kind = failure.kind();
        boolean detailed =
                kind.tellsDetail()
                        || exchange.snapshot().config().environment() == Environment.DEVELOPMENT;
        String message =
                detailed ? kind.message() + " " + sentence(failure.detail()) : kind.message();
        write(exchange, kind, message, keep);
    }

    /** Details are clauses in the log, and sentences behind a message. */
    private static String sentence(String detail) {
        if (detail.isEmpty()) {
            return detail;
        }
        boolean ended = ".!?".indexOf(detail.charAt(detail.length() - 1)) >= 0;
        return Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + (ended ? "" : ".");
    }

    /** Answers with a failure and a message of its own. */
    void write(Exchange exchange, FailureKind kind, String message, boolean keep)
            throws IOException {
        String id = new String(exchange.requestId(), StandardCharsets.US_ASCII);
        writeJson(exchange, kind.status(), bodies.write(kind.code(), message, id), keep);
    }

    /** Answers with a JSON document. */
    void writeJson(Exchange exchange, int status, byte[] body, boolean keep) throws IOException {
        Output out = exchange.context().buffers().takeOutput();
        try {
            begin(out, status);
            switch (status) {
                case 503 -> out.put(RETRY_AFTER);
                case 405 -> out.put(ALLOW);
                default -> {}
            }
            out.put(exchange.challenge());
            out.put(NO_STORE).put(JSON).putDecimal(body.length).put(ResponseWriter.CRLF);
            end(out, exchange, keep);
            if (!exchange.head().isHead()) {
                out.put(body);
                exchange.sent(body.length);
            }
            send(out, exchange, status);
        } finally {
            exchange.context().buffers().give(out);
        }
    }

    /** Answers with the redirect of the exchange's route; false when it has nowhere to point. */
    boolean writeRedirect(Exchange exchange, boolean keep) throws IOException {
        var redirect = exchange.route().redirect();
        Output out = exchange.context().buffers().takeOutput();
        try {
            if (redirect == null) {
                return false;
            }
            begin(out, redirect.status());
            out.put(LOCATION);
            if (!redirect.writeLocation(exchange.head(), exchange.match(), exchange, out)) {
                return false;
            }
            out.put(ResponseWriter.CRLF).put(EMPTY);
            out.put(exchange.route().responseEdits().lines());
            end(out, exchange, keep);
            send(out, exchange, redirect.status());
            return true;
        } finally {
            exchange.context().buffers().give(out);
        }
    }

    /** Answers a request for the options of the gateway itself. */
    void writeOptions(Exchange exchange, boolean keep) throws IOException {
        Output out = exchange.context().buffers().takeOutput();
        try {
            begin(out, 200);
            out.put(ALLOW).put(EMPTY);
            end(out, exchange, keep);
            send(out, exchange, 200);
        } finally {
            exchange.context().buffers().give(out);
        }
    }

    private static void begin(Output out, int status) {
        out.put(VERSION).putDecimal(status).put((byte) ' ');
        out.put(ascii(REASONS.getOrDefault(status, ""))).put(ResponseWriter.CRLF);
    }

    private static void end(Output out, Exchange exchange, boolean keep) {
        if (!keep) {
            out.put(ResponseWriter.CONNECTION_CLOSE);
        } else if (exchange.head().minorVersion() == 0) {
            out.put(ResponseWriter.CONNECTION_KEEP_ALIVE);
        }
        out.put(exchange.context().date().line());
        out.put(ResponseWriter.REQUEST_ID).put(exchange.requestId()).put(ResponseWriter.CRLF);
        out.put(ResponseWriter.CRLF);
    }

    private static void send(Output out, Exchange exchange, int status) throws IOException {
        exchange.answered(status);
        var client = exchange.client().transport();
        Pace pace = exchange.client().taking();
        long now = System.nanoTime();
        pace.waits(Pace.Wait.RESPONSE, now);
        try {
            client.writeDeadline(now + exchange.context().timeouts().write().toNanos());
            out.flush(client);
        } finally {
            pace.over();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
