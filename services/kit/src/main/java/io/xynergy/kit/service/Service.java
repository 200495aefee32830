package io.xynergy.kit.service;

import io.helidon.webserver.http.HttpRouting;
import io.xynergy.kit.admin.AdminListener;
import io.xynergy.kit.admin.AdminRoutes;
import io.xynergy.kit.admin.AdminSettings;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.listener.HttpListener;
import io.xynergy.kit.listener.ListenerSettings;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.ProcessMeters;
import io.xynergy.kit.tenant.Callers;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** A service that runs: its traffic listener, its admin listener and what it is made of. */
public final class Service implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Service.class.getName());

    /** Probes and idle connections of a gateway's pools come on top of the requests. */
    private static final int SPARE_CONNECTIONS = 1024;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final InFlight inFlight;
    private final ServerSettings settings;
    private final OwnedParts parts;
    private final HttpListener traffic;
    private final AdminListener admin;

    private Service(
            InFlight inFlight,
            ServerSettings settings,
            OwnedParts parts,
            HttpListener traffic,
            AdminListener admin) {
        this.inFlight = inFlight;
        this.settings = settings;
        this.parts = parts;
        this.traffic = traffic;
        this.admin = admin;
    }

    /**
     * Makes a service and serves it.
     *
     * @throws io.xynergy.kit.listener.ListenerException when an address cannot be bound
     * @throws RuntimeException what the setup throws; nothing is left open then
     */
    public static <S> Service start(
            S settings, ServiceFrame.Setup<S> setup, InstantSource clock, LongSupplier nanos) {
        var frame = new ServiceFrame(clock, nanos);
        try {
            setup.make(settings, frame);
            return serve(frame);
        } catch (RuntimeException e) {
            frame.owned().close();
            throw e;
        }
    }

    private static Service serve(ServiceFrame frame) {
        ServiceFrame.Listeners listeners = frame.listeners();
        ServerSettings server = listeners.server();
        var inFlight = new InFlight(server.concurrency());
        var errors = new ErrorBodies(frame.clock());
        var listens = new AtomicBoolean();
        frame.health().addReady("serving", () -> serving(listens, inFlight));
        publish(frame.meters(), inFlight);
        ProcessMeters.publish(frame.meters());
        Callers callers = callers(listeners, frame);
        callers.addTo(frame.health());
        var times = new RequestTimes(frame.meters(), frame.nanos());
        var request = new RequestFrame(inFlight, frame.health(), callers, times, errors);
        // the operators' listener first: a start that takes its time can be watched
        AdminListener admin =
                frame.own(
                        AdminListener.start(
                                AdminSettings.defaults()
                                        .at(listeners.admin().host(), listeners.admin().port()),
                                AdminRoutes.standard(frame.health(), frame.meters(), List.of()),
                                errors));
        var bounds =
                new ListenerSettings(
                        server.host(),
                        server.port(),
                        listeners.maxBody(),
                        server.concurrency() + SPARE_CONNECTIONS,
                        server.concurrency() + SPARE_CONNECTIONS,
                        ListenerSettings.READ_TIMEOUT,
                        false);
        HttpListener traffic =
                frame.own(
                        HttpListener.start(
                                "traffic",
                                bounds,
                                routing -> wrap(request, routing, listeners),
                                errors));
        listens.set(true);
        return new Service(inFlight, server, frame.owned(), traffic, admin);
    }

    private static Callers callers(ServiceFrame.Listeners listeners, ServiceFrame frame) {
        try {
            return Callers.of(listeners.identity(), frame.clock(), frame.nanos(), frame.meters());
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void wrap(
            RequestFrame request, HttpRouting.Builder routing, ServiceFrame.Listeners listeners) {
        request.wrap(routing, () -> listeners.routing().accept(routing));
    }

    private static CheckResult serving(AtomicBoolean listens, InFlight inFlight) {
        if (!listens.get()) {
            return CheckResult.down("the process starts");
        }
        return inFlight.isDraining() ? CheckResult.down("the process ends") : CheckResult.up();
    }

    private static void publish(Meters meters, InFlight inFlight) {
        meters.gauge(
                "xynergy_service_requests_in_flight",
                "Requests that are being served",
                Labels.none(),
                inFlight::count);
        meters.counter(
                "xynergy_service_requests_refused_total",
                "Requests that were refused because too many were being served",
                Labels.none(),
                inFlight::refused);
    }

    /** The port of the service's own traffic. */
    public int port() {
        return traffic.port();
    }

    /** The port for operators. */
    public int adminPort() {
        return admin.port();
    }

    /** Lets the requests in flight finish, for a bounded time, and ends everything. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (!inFlight.drain(settings.drain())) {
            LOG.log(
                    Level.WARNING,
                    "{0} requests were cut off after {1}",
                    inFlight.count(),
                    settings.drain());
        }
        parts.close();
    }
}
