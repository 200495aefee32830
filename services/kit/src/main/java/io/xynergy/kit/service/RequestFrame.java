package io.xynergy.kit.service;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.health.HealthReport;
import io.xynergy.kit.listener.RequestIds;
import io.xynergy.kit.log.LogContext;
import io.xynergy.kit.log.LogField;
import io.xynergy.kit.tenant.Caller;
import io.xynergy.kit.tenant.CallerHeaders;
import io.xynergy.kit.tenant.Callers;
import io.xynergy.kit.tenant.Identity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;

/**
 * What every request of a service gets: an id, a place, a caller, log fields, a time, an error
 * body.
 */
final class RequestFrame implements Filter {

    private static final Logger LOG = System.getLogger(RequestFrame.class.getName());

    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";

    private final InFlight inFlight;
    private final HealthChecks health;
    private final Callers callers;
    private final RequestTimes times;
    private final ErrorBodies errors;

    RequestFrame(
            InFlight inFlight,
            HealthChecks health,
            Callers callers,
            RequestTimes times,
            ErrorBodies errors) {
        this.inFlight = inFlight;
        this.health = health;
        this.callers = callers;
        this.times = times;
        this.errors = errors;
    }

    /**
     * Adds itself and the pages of probes, who know a service by its one port, before the service's
     * own routes, and a response for all other paths after.
     */
    void wrap(HttpRouting.Builder routing, Runnable own) {
        routing.addFilter(this);
        routing.error(ProblemException.class, this::respond);
        routing.error(Throwable.class, this::respondOther);
        routing.get(LIVE, (_, response) -> send(response, health.live()));
        routing.get(READY, (_, response) -> send(response, health.ready()));
        own.run();
        routing.any((_, _) -> {
            throw new ProblemException(Problem.of(404, "not_found", "There is no such resource."));
        });
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begin = times.now();
        String id = RequestIds.orNext(request.headers().first(CallerHeaders.REQUEST_ID).orElse(""));
        request.context().register(RequestFrame.class, id);
        response.header(CallerHeaders.REQUEST_ID, id);
        String path = request.path().path();
        boolean isProbe = path.equals(LIVE) || path.equals(READY);
        LogContext.run(
                List.of(LogField.of("requestId", id)),
                () -> serve(chain, request, response, isProbe));
        times.record(request.prologue().method().text(), response.status().code(), begin);
    }

    /** A probe needs no place: a service that has as much to do as it can is healthy. */
    private void serve(
            FilterChain chain, RoutingRequest request, RoutingResponse response, boolean isProbe) {
        if (inFlight.isDraining()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (isProbe) {
            chain.proceed();
            return;
        }
        if (!inFlight.enter()) {
            throw new ProblemException(
                    Problem.passing(503, "overloaded", "Too many requests are being served."));
        }
        try {
            proceed(chain, request);
        } finally {
            inFlight.leave();
        }
    }

    /** The log names the tenant that is proven: others are whatever somebody wrote. */
    private void proceed(FilterChain chain, RoutingRequest request) {
        Identity identity = callers.identify(request.headers());
        request.context().register(identity);
        Caller caller = identity.caller();
        if (caller == null) {
            chain.proceed();
        } else {
            LogContext.run(List.of(LogField.of("tenant", caller.tenant())), chain::proceed);
        }
    }

    private void respond(ServerRequest request, ServerResponse response, ProblemException failed) {
        if (failed.getCause() != null) {
            LOG.log(Level.WARNING, failed.problem().code(), failed.getCause());
        }
        send(request, response, failed.problem());
    }

    private void respondOther(ServerRequest request, ServerResponse response, Throwable failed) {
        if (failed instanceof HttpException http && http.status().code() < 500) {
            String reason = http.status().reasonPhrase();
            String code = reason.toLowerCase(Locale.ROOT).replace(' ', '_');
            send(request, response, Problem.of(http.status().code(), code, reason + "."));
            return;
        }
        LOG.log(Level.ERROR, "request failed", failed);
        send(
                request,
                response,
                Problem.of(500, "internal", "The request failed; the log says why."));
    }

    private static void send(ServerResponse response, HealthReport report) {
        response.status(Status.create(report.httpStatus()));
        response.header(HeaderNames.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(report.toJson());
    }

    private void send(ServerRequest request, ServerResponse response, Problem problem) {
        String id = request.context().get(RequestFrame.class, String.class).orElse("");
        response.status(Status.create(problem.status()));
        response.header(HeaderNames.CONTENT_TYPE, ErrorBodies.CONTENT_TYPE);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (problem.retryAfterSeconds() != null) {
            response.header(HeaderNames.RETRY_AFTER, problem.retryAfterSeconds().toString());
        }
        if (request.content().hasEntity() && !request.content().consumed()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        byte[] body = errors.write(problem, id);
        if (request.prologue().method().text().equals("HEAD")) {
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }
}
