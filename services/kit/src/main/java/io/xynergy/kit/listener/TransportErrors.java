package io.xynergy.kit.listener;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.xynergy.kit.error.ErrorBodies;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Gives errors that Helidon finds before a route is reached the platform's body, and counts. */
final class TransportErrors implements DirectHandler {

    private final ErrorBodies errors;

    private final LongAdder answered = new LongAdder();

    TransportErrors(ErrorBodies errors) {
        this.errors = errors;
    }

    /** How many there were. */
    long answered() {
        return answered.sum();
    }

    DirectHandlers handlers() {
        var handlers = DirectHandlers.builder();
        for (EventType event : EventType.values()) {
            handlers.addHandler(event, this);
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status defaultStatus,
            ServerResponseHeaders headers,
            String message) {
        answered.increment();
        String code = defaultStatus.reasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '_');
        return TransportResponse.builder()
                .status(defaultStatus)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE)
                .keepAlive(false)
                .entity(errors.write(code, defaultStatus.reasonPhrase(), RequestIds.next()))
                .build();
    }
}
