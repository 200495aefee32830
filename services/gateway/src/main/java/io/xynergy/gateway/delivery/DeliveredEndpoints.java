package io.xynergy.gateway.delivery;

import io.xynergy.gateway.config.Candidate;
import io.xynergy.gateway.config.Verdict;
import io.xynergy.gateway.config.Version;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The endpoints of services as an operator delivered them last. */
public final class DeliveredEndpoints {

    private final InstantSource clock;
    private final ReentrantLock taking = new ReentrantLock();
    private volatile @Nullable InForce inForce;

    private record InForce(
            Version version, Map<String, List<InetSocketAddress>> services, int replicas) {}

    /** Begins with none, so that all services go by their names. */
    public DeliveredEndpoints(InstantSource clock) {
        this.clock = clock;
    }

    /** The ready endpoints of a service; empty: nothing was said about it. */
    public Optional<List<InetSocketAddress>> of(String service) {
        InForce now = inForce;
        return now == null ? Optional.empty() : Optional.ofNullable(now.services().get(service));
    }

    /** Gateways that serve the policy, this one included; 1 before anything was said. */
    public int replicas() {
        InForce now = inForce;
        return now == null ? 1 : now.replicas();
    }

    /** Which document is in force; null before the first. */
    public @Nullable Version version() {
        InForce now = inForce;
        return now == null ? null : now.version();
    }

    /**
     * Takes a document in place of the one before, if its revision is newer.
     *
     * @param changed makes it take effect
     */
    Verdict take(Candidate candidate, Runnable changed) {
        taking.lock();
        try {
            InForce now = inForce;
            if (now != null && !candidate.mayFollow(now.version())) {
                return new Verdict.Outdated(now.version());
            }
            return switch (EndpointsDocument.read(candidate.document())) {
                case EndpointsDocument.NotJson not -> new Verdict.Unreadable(not.error());
                case EndpointsDocument.Refused refused ->
                        new Verdict.Refused(refused.errors(), now == null ? null : now.version());
                case EndpointsDocument.Loaded loaded -> {
                    var version = version(candidate, now);
                    inForce = new InForce(version, loaded.services(), loaded.replicas());
                    changed.run();
                    yield new Verdict.Accepted(version);
                }
            };
        } finally {
            taking.unlock();
        }
    }

    private Version version(Candidate candidate, @Nullable InForce now) {
        boolean same = now != null && now.version().digest().equals(candidate.digest());
        return new Version(
                candidate.digest(),
                candidate.revision(),
                now != null && same ? now.version().since() : clock.instant(),
                candidate.origin());
    }
}
