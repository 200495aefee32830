package io.xynergy.kit.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.listener.RequestIds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the route for a request and turns its answer, or its failure, into a response. */
final class AdminDispatch implements Handler {

    private static final Logger LOG = System.getLogger(AdminDispatch.class.getName());

    private final Map<String, Map<String, AdminRoute.Handler>> routes = new TreeMap<>();
    private final ErrorBodies errors;

    AdminDispatch(List<AdminRoute> routes, ErrorBodies errors) {
        this.errors = errors;
        for (AdminRoute route : routes) {
            var methods = this.routes.computeIfAbsent(route.path(), _ -> new TreeMap<>());
            if (methods.putIfAbsent(route.method(), route.handler()) != null) {
                throw new IllegalArgumentException(
                        "two admin routes for " + route.method() + " " + route.path());
            }
        }
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String requestId = RequestIds.next();
        String method = request.prologue().method().text();
        AdminAnswer answer = answer(request, response, method, requestId);
        response.status(Status.create(answer.status()));
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (request.headers().contains(HeaderValues.EXPECT_100) && !request.content().consumed()) {
            // the client may still send the body that nobody asked for
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (method.equals("HEAD")) {
            response.headers().contentLength(answer.body().length);
            response.send();
        } else {
            response.send(answer.body());
        }
    }

    private AdminAnswer answer(
            ServerRequest request, ServerResponse response, String method, String requestId) {
        var methods = routes.get(request.path().path());
        if (methods == null) {
            return error(404, "not_found", "There is no such admin route.", requestId);
        }
        AdminRoute.Handler handler = methods.get(method.equals("HEAD") ? "GET" : method);
        if (handler == null) {
            response.header(HeaderNames.ALLOW, String.join(", ", methods.keySet()));
            return error(405, "method_not_allowed", "The route has other methods.", requestId);
        }
        try {
            return handler.answer(new Received(request, requestId));
        } catch (CloseConnectionException | UncheckedIOException e) {
            throw e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return error(503, "stopping", "The process is stopping.", requestId);
        } catch (Exception e) {
            LOG.log(Logger.Level.ERROR, () -> "admin request " + requestId + " failed", e);
            return error(500, "internal", "The request failed; the log says why.", requestId);
        }
    }

    private AdminAnswer error(int status, String code, String message, String requestId) {
        return AdminAnswer.json(status, errors.write(code, message, requestId));
    }

    private record Received(ServerRequest request, String requestId) implements AdminRequest {

        @Override
        public byte[] body() {
            if (!request.content().hasEntity()) {
                return new byte[0];
            }
            try (InputStream in = request.content().inputStream()) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<String> header(String name) {
            return request.headers().first(HeaderNames.create(name));
        }
    }
}
