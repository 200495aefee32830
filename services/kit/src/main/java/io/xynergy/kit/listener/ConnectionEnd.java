package io.xynergy.kit.listener;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Really ends a connection after {@code Connection: close}.
 *
 * <p>Helidon sends the header but goes on reading, and would take an unread body for the next
 * request.
 */
final class ConnectionEnd implements Filter {

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (isAmbiguous(request)) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        chain.proceed();
        if (closes(request.headers().first(HeaderNames.CONNECTION).orElse(""))
                || closes(response.headers().first(HeaderNames.CONNECTION).orElse(""))) {
            if (response.status().code() != Status.REQUEST_ENTITY_TOO_LARGE_413.code()) {
                readToEnd(request);
            }
            throw new CloseConnectionException("closed as announced");
        }
    }

    /**
     * Reads what is left of a body, up to the listener's limit: a connection that is closed with
     * bytes unread is reset, and the client may never see the answer. Not of a body that was too
     * long: its client may be waiting for the answer and send no more.
     */
    private static void readToEnd(RoutingRequest request) {
        if (request.headers().contains(HeaderValues.EXPECT_100) && !request.continueSent()) {
            return; // the client has not sent it
        }
        try {
            request.content().consume();
        } catch (RuntimeException _) {
            // the client went away, or the body is too long
        }
    }

    /** Two lengths of one body: the next request may begin at either (RFC 9112, section 6.1). */
    private static boolean isAmbiguous(RoutingRequest request) {
        return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                && request.headers().contains(HeaderNames.CONTENT_LENGTH);
    }

    private static boolean closes(String connection) {
        for (String token : connection.split(",", -1)) {
            if (token.strip().equalsIgnoreCase("close")) {
                return true;
            }
        }
        return false;
    }
}
