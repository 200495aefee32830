package io.xynergy.kit.service;

import io.helidon.webserver.http.HttpRouting;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.identity.IdentitySettings;
import io.xynergy.kit.metrics.Meters;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a service is made with, and where it leaves what has to be served and closed. */
public final class ServiceFrame {

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Meters meters = new Meters();
    private final HealthChecks health = new HealthChecks();
    private final OwnedParts owned = new OwnedParts();
    private @Nullable Listeners listeners;

    ServiceFrame(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** What a service listens on and serves. */
    record Listeners(
            ServerSettings server,
            AdminPort admin,
            IdentitySettings identity,
            int maxBody,
            Consumer<HttpRouting.Builder> routing) {}

    /** The time of day. */
    public InstantSource clock() {
        return clock;
    }

    /** Nanoseconds from some point, for durations. */
    public LongSupplier nanos() {
        return nanos;
    }

    public Meters meters() {
        return meters;
    }

    public HealthChecks health() {
        return health;
    }

    /** Closes the part when the service ends, those that came later before it. */
    public <T extends AutoCloseable> T own(T part) {
        return owned.own(part);
    }

    /**
     * Says what to serve once everything is made.
     *
     * @param identity how callers are known, before any route is reached
     * @param maxBody longest request body in bytes
     */
    public void serve(
            ServerSettings server,
            AdminPort admin,
            IdentitySettings identity,
            int maxBody,
            Consumer<HttpRouting.Builder> routing) {
        listeners = new Listeners(server, admin, identity, maxBody, routing);
    }

    Listeners listeners() {
        if (listeners == null) {
            throw new IllegalStateException("the service did not say what to serve");
        }
        return listeners;
    }

    OwnedParts owned() {
        return owned;
    }

    /** Makes the parts of a service. */
    @FunctionalInterface
    public interface Setup<S> {

        /** Makes the parts, gives those that hold resources to the frame, and serves. */
        void make(S settings, ServiceFrame frame);
    }
}
