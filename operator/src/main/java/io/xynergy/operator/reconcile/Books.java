package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.apply.Written;
import io.xynergy.operator.delivery.Report;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Configuration;
import io.xynergy.operator.model.Names;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The part of a pass that writes down what pods start from, once those that are ready have it. */
final class Books {

    /** So long the books wait for the pods, which need the processors of all more than they do. */
    private static final long SETTLING = TimeUnit.MILLISECONDS.toNanos(500);

    /** A change that comes so soon after the one before is one of several in a row. */
    private static final long IN_A_ROW = TimeUnit.SECONDS.toNanos(1);

    /** Changes in a row are written down after so long without another one, */
    private static final long LULL = TimeUnit.MILLISECONDS.toNanos(300);

    /** or so long after what was written last. */
    private static final long LONGEST_SILENCE = TimeUnit.SECONDS.toNanos(2);

    private final Parts parts;
    private final PolicyState state;
    private final Cluster cluster;
    private final ConfigMaps.Owner owner;

    Books(Parts parts, PolicyState state, Cluster cluster, ConfigMaps.Owner owner) {
        this.parts = parts;
        this.state = state;
        this.cluster = cluster;
        this.owner = owner;
    }

    /** Whether there is nothing of this policy that pods could start from. */
    boolean isEmpty() {
        return start().filter(map -> ObjectWriter.isOwned(map, owner.reference().getUid()))
                .isEmpty();
    }

    /** Learns what is written down, if somebody else has written since. */
    void read() {
        Optional<ConfigMap> map =
                start().filter(found -> found.getMetadata().getDeletionTimestamp() == null);
        String version = map.map(found -> found.getMetadata().getResourceVersion()).orElse("");
        if (!version.equals(state.publishedVersion) || version.isEmpty()) {
            state.published = map.flatMap(ConfigMaps::read).orElse(state.published);
            state.ordered = state.publishedVersion.isEmpty() ? state.ordered : state.published;
            state.revision = Math.max(state.revision, map.map(ConfigMaps::revision).orElse(0L));
            state.publishedVersion = version;
        }
    }

    /** What pods start from, as the informer has it. */
    private Optional<ConfigMap> start() {
        return cluster.find(ConfigMap.class, Names.config(owner.policy()));
    }

    /** How long the books have to wait: until the pods have answered, and they have rested. */
    long pause(@Nullable Report report) {
        long now = parts.times().now();
        boolean isSettled =
                report == null
                        || report.total() == 0
                        || report.isLive()
                        || !report.refused().isEmpty();
        long settling = isSettled ? 0 : state.orderedAt + SETTLING - now;
        boolean isBusy = state.sinceOrder < IN_A_ROW && now - state.statusAt < LONGEST_SILENCE;
        long lull = isBusy ? state.orderedAt + LULL - now : 0;
        return Math.max(Math.max(settling, lull), state.rest(now));
    }

    /** Makes the target what pods start from; false: somebody else has an object of its name. */
    boolean write(Findings findings, Configuration configuration) {
        ConfigMap present = start().orElse(null);
        String version = present == null ? "" : present.getMetadata().getResourceVersion();
        if (version.equals(state.writtenVersion)
                && configuration.equals(state.published)
                && findings.revision == state.writtenRevision) {
            return true;
        }
        Written written =
                parts.writer()
                        .write(ConfigMaps.start(owner, configuration, findings.revision), present);
        switch (written) {
            case Written.Taken taken -> {
                findings.taken.add(taken);
                return false;
            }
            case Written.Changed changed -> {
                cluster.remember(changed.object());
                state.writtenVersion = changed.object().getMetadata().getResourceVersion();
            }
            case Written.Unchanged _ -> state.writtenVersion = version;
        }
        state.publishedVersion = state.writtenVersion;
        state.published = configuration;
        state.writtenRevision = findings.revision;
        return true;
    }
}
