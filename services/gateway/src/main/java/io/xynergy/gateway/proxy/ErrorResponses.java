package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.policy.Environment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Failures as responses, in the standard form. */
final class ErrorResponses {

    static final byte[] RETRY_AFTER = Ascii.bytes("Retry-After: 1\r\n");
    private static final byte[] ALLOW = OwnResponse.allow();

    private final ErrorBodies bodies;

    ErrorResponses(ErrorBodies bodies) {
        this.bodies = bodies;
    }

    /**
     * The response to a failure; in development it says what exactly happened.
     *
     * @param line one more field that it carries; empty: none
     */
    OwnResponse of(Exchange exchange, Failure failure, byte[] line) {
        FailureKind kind = failure.kind();
        boolean detailed =
                kind.tellsDetail()
                        || exchange.snapshot().config().environment() == Environment.DEVELOPMENT;
        String message =
                detailed ? kind.message() + " " + sentence(failure.detail()) : kind.message();
        return of(exchange, kind, message, line);
    }

    /** What a client is told whose request cannot be read. */
    static String unread(String why) {
        return "The request is refused: " + why + ".";
    }

    /**
     * What is wrong with a head, and where.
     *
     * @param line from 1; 0: it is the head as a whole
     */
    static String placed(String why, int line) {
        return line > 0 ? why + " (line " + line + " of the head)" : why;
    }

    /** Details are clauses in the log, and sentences behind a message. */
    private static String sentence(String detail) {
        if (detail.isEmpty()) {
            return detail;
        }
        boolean ended = ".!?".indexOf(detail.charAt(detail.length() - 1)) >= 0;
        return Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + (ended ? "" : ".");
    }

    /** The response to a failure with a message of its own. */
    OwnResponse of(Exchange exchange, FailureKind kind, String message) {
        return of(exchange, kind, message, Decision.Refuse.NO_LINE);
    }

    private OwnResponse of(Exchange exchange, FailureKind kind, String message, byte[] line) {
        List<byte[]> lines = new ArrayList<>(3);
        switch (kind.status()) {
            case 503 -> lines.add(RETRY_AFTER);
            case 405 -> lines.add(ALLOW);
            default -> {}
        }
        if (line.length > 0) {
            lines.add(line);
        }
        String id = new String(exchange.requestId(), StandardCharsets.US_ASCII);
        return OwnResponse.json(kind.status(), lines, bodies.write(kind.code(), message, id));
    }
}
