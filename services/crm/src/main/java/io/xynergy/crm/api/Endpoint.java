package io.xynergy.crm.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.tenant.Caller;
import io.xynergy.kit.tenant.Callers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A path with its methods; others are answered 405, and OPTIONS with those that there are. */
final class Endpoint {

    private final String path;
    private final Map<String, Handler> methods = new LinkedHashMap<>();

    Endpoint(String path) {
        this.path = path;
    }

    /** Serves requests of a known caller. */
    @FunctionalInterface
    interface Action {

        /** Serves one request. */
        void serve(Caller caller, ServerRequest request, ServerResponse response)
                throws IOException;
    }

    /** Adds a method for callers that the gateway knows; GET serves HEAD as well. */
    Endpoint on(String method, Action action) {
        return onAnybody(
                method,
                (request, response) -> {
                    Caller caller = Callers.require(request);
                    Acceptable.requireJson(request.headers());
                    action.serve(caller, request, response);
                });
    }

    /** Adds a method for everybody. */
    Endpoint onAnybody(String method, Handler handler) {
        methods.put(method, handler);
        if (method.equals("GET")) {
            methods.put("HEAD", handler);
        }
        return this;
    }

    void addTo(HttpRouting.Builder routing) {
        methods.forEach((method, handler) -> routing.route(Method.create(method), path, handler));
        routing.any(path, this::other);
    }

    private void other(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ALLOW, String.join(", ", methods.keySet()) + ", OPTIONS");
        if (request.prologue().method().text().equals("OPTIONS")) {
            response.status(204).send();
            return;
        }
        throw new ProblemException(
                Problem.of(
                        405,
                        "method_not_allowed",
                        "This resource takes %s.".formatted(String.join(", ", methods.keySet()))));
    }
}
