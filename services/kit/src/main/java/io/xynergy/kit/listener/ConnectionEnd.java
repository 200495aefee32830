package io.xynergy.kit.listener;

import io.helidon.http.HeaderNames;
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
        chain.proceed();
        if (closes(request.headers().first(HeaderNames.CONNECTION).orElse(""))
                || closes(response.headers().first(HeaderNames.CONNECTION).orElse(""))) {
            throw new CloseConnectionException("closed as announced");
        }
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
