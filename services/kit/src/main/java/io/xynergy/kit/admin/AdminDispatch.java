package io.xynergy.kit.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.listener.BodyCoding;
import io.xynergy.kit.listener.RequestIds;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds the route for a request and turns its response, or its failure, into a response. */
final class AdminDispatch implements Handler {

    private static final Logger LOG = System.getLogger(AdminDispatch.class.getName());

    private final Map<String, Map<String, AdminRoute.Handler>> routes = new TreeMap<>();
    private final ErrorBodies errors;
    private final int longest;
    private final Duration patience;

    /**
     * For some routes.
     *
     * @param longest body in bytes, which the listener sees to
     * @param patience for a body
     */
    AdminDispatch(List<AdminRoute> routes, ErrorBodies errors, int longest, Duration patience) {
        this.errors = errors;
        this.longest = longest;
        this.patience = patience;
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
        AdminResponse made = respond(request, response, method, requestId);
        response.status(Status.create(made.status()));
        response.header(HeaderNames.CONTENT_TYPE, made.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (request.content().hasEntity() && !request.content().consumed()) {
            // what is still to come of the body is not waited for
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (method.equals("HEAD")) {
            response.headers().contentLength(made.body().length);
            response.send();
        } else {
            response.send(made.body());
        }
    }

    private AdminResponse respond(
            ServerRequest request, ServerResponse response, String method, String requestId) {
        var methods = routes.get(request.path().path());
        if (methods == null) {
            return error(404, "not_found", "There is no such admin route.", requestId);
        }
        AdminRoute.Handler handler = methods.get(method.equals("HEAD") ? "GET" : method);
        if (handler == null) {
            response.header(HeaderNames.ALLOW, String.join(", ", methods.keySet()));
            String allowed = "Only %s allowed here.".formatted(listed(methods.keySet()));
            return error(405, "method_not_allowed", allowed, requestId);
        }
        try {
            return handler.respond(new Received(request, requestId, longest, patience));
        } catch (ProblemException e) {
            return problem(e.problem(), response, requestId);
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("the client broke off", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return error(503, "stopping", "The process is stopping.", requestId);
        } catch (Exception e) {
            LOG.log(Logger.Level.ERROR, () -> "admin request " + requestId + " failed", e);
            return error(500, "internal", "The request failed; the log says why.", requestId);
        }
    }

    private static String listed(Set<String> methods) {
        return methods.size() == 1
                ? methods.iterator().next() + " is"
                : String.join(" and ", methods) + " are";
    }

    private AdminResponse problem(Problem problem, ServerResponse response, String requestId) {
        if (problem.retryAfterSeconds() != null) {
            response.header(HeaderNames.RETRY_AFTER, problem.retryAfterSeconds().toString());
        }
        return AdminResponse.json(problem.status(), errors.write(problem, requestId));
    }

    private AdminResponse error(int status, String code, String message, String requestId) {
        return AdminResponse.json(status, errors.write(code, message, requestId));
    }

    private record Received(ServerRequest request, String requestId, int longest, Duration patience)
            implements AdminRequest {

        @Override
        public byte[] body() {
            return request.content().hasEntity()
                    ? AdminBody.read(request.content().inputStream(), longest, patience)
                    : new byte[0];
        }

        @Override
        public boolean isPacked() {
            return BodyCoding.of(request.headers()) == BodyCoding.GZIP;
        }

        @Override
        public boolean isLocal() {
            return request.remotePeer().address() instanceof InetSocketAddress client
                    && client.getAddress().isLoopbackAddress();
        }

        @Override
        public Optional<String> header(String name) {
            return request.headers().first(HeaderNames.create(name));
        }
    }
}
