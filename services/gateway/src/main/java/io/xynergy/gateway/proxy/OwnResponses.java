package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.ResponseDraft;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.RedirectRule;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.policy.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The gateway's own responses: errors in the standard form, redirects, health. */
final class OwnResponses {

    private static final byte[] NO_BODY = {};
    private static final byte[] LOCATION = Ascii.bytes("Location: ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] JSON = Ascii.bytes("Content-Type: application/json\r\n");
    private static final byte[] RETRY_AFTER = Ascii.bytes("Retry-After: 1\r\n");
    private static final byte[] NO_STORE = Ascii.bytes("Cache-Control: no-store\r\n");
    private static final byte[] ALLOW =
            Ascii.bytes("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");

    private final ErrorBodies bodies;

    OwnResponses(ErrorBodies bodies) {
        this.bodies = bodies;
    }

    /** Responds with a failure; in development it says what exactly happened. */
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

    /** Responds with a failure and a message of its own. */
    void write(Exchange exchange, FailureKind kind, String message, boolean keep)
            throws IOException {
        String id = new String(exchange.requestId(), StandardCharsets.US_ASCII);
        writeJson(exchange, kind.status(), bodies.write(kind.code(), message, id), keep);
    }

    /** Responds with a JSON document. */
    void writeJson(Exchange exchange, int status, byte[] body, boolean keep) throws IOException {
        ResponseDraft draft = exchange.response().begin(status, body.length);
        switch (status) {
            case 503 -> draft.own(RETRY_AFTER);
            case 405 -> draft.own(ALLOW);
            default -> {}
        }
        byte[] challenge = exchange.challenge();
        if (challenge != null) {
            draft.own(challenge);
        }
        draft.own(NO_STORE).own(JSON);
        send(exchange, body, keep);
    }

    /** Responds with the redirect of the exchange's route; false when it has nowhere to point. */
    boolean writeRedirect(Exchange exchange, RedirectRule redirect, boolean keep)
            throws IOException {
        byte[] location = location(exchange, redirect);
        if (location == null) {
            return false;
        }
        exchange.response().begin(redirect.status(), 0).own(location);
        send(exchange, NO_BODY, keep);
        return true;
    }

    private static byte @Nullable [] location(Exchange exchange, RedirectRule redirect) {
        Output out = exchange.context().buffers().takeOutput();
        try {
            out.put(LOCATION);
            if (!redirect.writeLocation(exchange.head(), exchange.match(), exchange, out)) {
                return null;
            }
            out.put(CRLF);
            return Arrays.copyOf(out.bytes(), out.size());
        } finally {
            exchange.context().buffers().give(out);
        }
    }

    /** Responds to a request for the options of the gateway itself. */
    void writeOptions(Exchange exchange, boolean keep) throws IOException {
        exchange.response().begin(200, 0).own(ALLOW);
        send(exchange, NO_BODY, keep);
    }

    private static void send(Exchange exchange, byte[] body, boolean keep) throws IOException {
        Output out = exchange.context().buffers().takeOutput();
        try {
            ResponseExit.complete(exchange);
            exchange.server().writeHead(out, keep);
            if (!exchange.head().isHead()) {
                out.put(body);
                exchange.sent(body.length);
            }
            exchange.answered(exchange.response().status());
            ResponseExit.send(exchange, out);
        } finally {
            exchange.context().buffers().give(out);
        }
    }
}
