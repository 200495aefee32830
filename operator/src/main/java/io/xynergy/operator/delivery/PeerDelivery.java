package io.xynergy.operator.delivery;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far one pod is; guarded by the lock of its {@link PolicyDelivery}. */
final class PeerDelivery {

    /** Without a response for so long, a pod is late. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    final Peer peer;
    private @Nullable Document config;
    private @Nullable Document endpoints;
    private @Nullable Document refusedConfig;
    private @Nullable Document refusedEndpoints;
    private List<String> errors = List.of();
    private String failure = "";
    private int failures;
    private long retryAt;
    private long wantedAt;
    private @Nullable Duration took;
    private long latest;
    private long latestEndpoints;

    /** Whether somebody is speaking to the pod. */
    boolean busy;

    PeerDelivery(Peer peer, long now) {
        this.peer = peer;
        this.wantedAt = now;
        this.retryAt = now;
    }

    /** A new order: the time of the last failure does not count for it. */
    void ordered(long now) {
        wantedAt = now;
        retryAt = now;
        failures = 0;
        failure = "";
        took = null;
        latest = 0;
    }

    /** What to send next; absent: nothing. */
    @Nullable Document next(Wanted wanted) {
        if (latest > 0) {
            return null;
        }
        if (!isServed(config, wanted.config(peer))
                && !isRefused(refusedConfig, wanted.config(peer))) {
            return wanted.config(peer);
        }
        if (!isServed(endpoints, wanted.endpoints())
                && !isRefused(refusedEndpoints, wanted.endpoints())) {
            return wanted.endpoints();
        }
        return null;
    }

    private static boolean isServed(@Nullable Document served, Document wanted) {
        return served != null && served.isSame(wanted);
    }

    /** A document that was refused is so under every revision. */
    private static boolean isRefused(@Nullable Document refused, Document wanted) {
        return refused != null && refused.digest().equals(wanted.digest());
    }

    void answered(Document sent, PodResponse response, long now, double jitter) {
        switch (response) {
            case PodResponse.InForce proof when proof.digest().equals(sent.digest()) ->
                    served(sent, now);
            case PodResponse.InForce other ->
                    failed("it says that " + other.digest() + " is in force", now, jitter);
            case PodResponse.Later later -> later(sent, later, now, jitter);
            case PodResponse.Refused refused -> {
                errors = refused.errors();
                if (sent.path().equals(Document.CONFIG)) {
                    refusedConfig = sent;
                } else {
                    refusedEndpoints = sent;
                }
            }
            case PodResponse.Failed failed -> failed(failed.reason(), now, jitter);
        }
    }

    private void served(Document sent, long now) {
        failures = 0;
        failure = "";
        if (sent.path().equals(Document.CONFIG)) {
            config = sent;
            took = Duration.ofNanos(now - wantedAt);
        } else {
            endpoints = sent;
        }
    }

    private void later(Document sent, PodResponse.Later later, long now, double jitter) {
        if (sent.path().equals(Document.CONFIG)) {
            latest = later.revision();
        } else {
            latestEndpoints = later.revision();
            failed("endpoints of revision " + later.revision() + " are in force", now, jitter);
        }
    }

    private void failed(String reason, long now, double jitter) {
        failure = reason;
        failures++;
        long pause = FIRST_PAUSE.toNanos() << Math.min(failures - 1, 10);
        long bounded = Math.min(pause, LONGEST_PAUSE.toNanos());
        retryAt = now + (long) (bounded * (0.75 + jitter / 2));
    }

    /** Nanoseconds until the pod may be spoken to again. */
    long pause(long now) {
        return Math.max(0, retryAt - now);
    }

    boolean isLive(Wanted wanted) {
        return isServed(config, wanted.config(peer));
    }

    /** Why the pod cannot serve what is wanted; empty: it did not say so. */
    List<String> refusal(Wanted wanted) {
        return isRefused(refusedConfig, wanted.config(peer)) ? errors : List.of();
    }

    /** Why the pod is late; absent: it is not. */
    @Nullable String late(Wanted wanted, long now) {
        if (isLive(wanted) || isRefused(refusedConfig, wanted.config(peer))) {
            return null;
        }
        if (failures > 0) {
            return failure;
        }
        return now - wantedAt > LATE.toNanos() ? "no response yet" : null;
    }

    @Nullable Duration took() {
        return took;
    }

    long latest() {
        return latest;
    }

    long latestEndpoints() {
        return latestEndpoints;
    }
}
