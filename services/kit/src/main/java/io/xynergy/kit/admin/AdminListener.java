package io.xynergy.kit.admin;

import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.listener.HttpListener;
import io.xynergy.kit.listener.ListenerSettings;
import java.util.List;

/** The HTTP listener for operators: probes, scrapes and a service's own operating routes. */
public final class AdminListener implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_REQUESTS = 64;

    private final HttpListener listener;

    private AdminListener(HttpListener listener) {
        this.listener = listener;
    }

    /**
     * Binds and serves.
     *
     * @throws io.xynergy.kit.listener.ListenerException when the address cannot be bound, naming
     *     host, port and reason
     */
    public static AdminListener start(
            AdminSettings settings, List<AdminRoute> routes, ErrorBodies errors) {
        var dispatch = new AdminDispatch(routes, errors, settings.maxBody(), settings.patience());
        var bounds =
                new ListenerSettings(
                        settings.host(),
                        settings.port(),
                        settings.maxBody(),
                        MAX_CONNECTIONS,
                        MAX_REQUESTS,
                        settings.patience(),
                        true);
        return new AdminListener(
                HttpListener.start("admin", bounds, routing -> routing.any(dispatch), errors));
    }

    /** The port that it listens on, also when settings left the choice to the system. */
    public int port() {
        return listener.port();
    }

    /** Requests that were refused before a route was looked for: not HTTP, too large, too many. */
    public long refused() {
        return listener.refused();
    }

    /** Stops listening and cuts every connection; requests in flight get a fraction of a second. */
    @Override
    public void close() {
        listener.close();
    }
}
