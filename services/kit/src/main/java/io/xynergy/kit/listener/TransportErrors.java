package io.xynergy.kit.listener;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.xynergy.kit.error.ErrorBodies;
import java.util.Locale;

/** Gives errors that Helidon finds before a route is reached the platform's error body. */
final class TransportErrors implements DirectHandler {

    private final ErrorBodies errors;

    private TransportErrors(ErrorBodies errors) {
        this.errors = errors;
    }

    static DirectHandlers handlers(ErrorBodies errors) {
        var handler = new TransportErrors(errors);
        var handlers = DirectHandlers.builder();
        for (EventType event : EventType.values()) {
            handlers.addHandler(event, handler);
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
