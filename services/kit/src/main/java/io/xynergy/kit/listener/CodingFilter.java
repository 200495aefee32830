package io.xynergy.kit.listener;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/** Refuses bodies in codings that a listener does not take. */
final class CodingFilter implements Filter {

    private final boolean takesGzip;
    private final TransportErrors errors;

    CodingFilter(boolean takesGzip, TransportErrors errors) {
        this.takesGzip = takesGzip;
        this.errors = errors;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (request.content().hasEntity() && !isTaken(BodyCoding.of(request.headers()))) {
            errors.refuseCoding(response, takesGzip ? "gzip" : "identity");
            return;
        }
        chain.proceed();
    }

    private boolean isTaken(BodyCoding coding) {
        return switch (coding) {
            case NONE -> true;
            case GZIP -> takesGzip;
            case OTHER -> false;
        };
    }
}
