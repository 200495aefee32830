package io.xynergy.kit.listener;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.kit.error.ErrorBodies;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Gives errors that are found before a route is reached the platform's body, and counts them. */
final class TransportErrors {

    private final ErrorBodies errors;

    private final LongAdder answered = new LongAdder();

    TransportErrors(ErrorBodies errors) {
        this.errors = errors;
    }

    /** How many there were. */
    long answered() {
        return answered.sum();
    }

    /**
     * For a listener.
     *
     * @param longest body in bytes, for the message
     */
    DirectHandlers handlers(int longest) {
        var handlers = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            handlers.addHandler(
                    event,
                    (_, _, status, headers, _) -> {
                        answered.increment();
                        return response(status, headers, longest);
                    });
        }
        return handlers.build();
    }

    private DirectHandler.TransportResponse response(
            Status status, ServerResponseHeaders headers, int longest) {
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE)
                .keepAlive(false)
                .entity(body(status, longest))
                .build();
    }

    private byte[] body(Status status, int longest) {
        if (status.code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
            return errors.write(
                    "too_large",
                    "The body has more than " + longest + " bytes.",
                    RequestIds.next());
        }
        String code = status.reasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '_');
        return errors.write(code, status.reasonPhrase(), RequestIds.next());
    }

    /** Refuses a body in a coding that nobody here reads (RFC 9110, section 15.5.16). */
    void refuseCoding(ServerResponse response, String taken) {
        answered.increment();
        response.status(Status.UNSUPPORTED_MEDIA_TYPE_415)
                .header(HeaderNames.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE)
                .header(HeaderNames.ACCEPT_ENCODING, taken)
                .header(HeaderValues.CONNECTION_CLOSE)
                .send(
                        errors.write(
                                "unsupported_coding",
                                "Content-Encoding: expected %s, or none.".formatted(taken),
                                RequestIds.next()));
    }
}
