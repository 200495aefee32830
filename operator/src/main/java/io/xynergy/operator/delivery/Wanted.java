package io.xynergy.operator.delivery;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of one policy should serve.
 *
 * @param trial what a few of them should serve instead; absent: all serve the same
 * @param key that deliveries are signed with; not to be changed
 * @param peers ready pods
 */
public record Wanted(
        Document config, @Nullable Trial trial, Document endpoints, byte[] key, List<Peer> peers) {

    public Wanted {
        peers = List.copyOf(peers);
    }

    /** A configuration for the pods of these names. */
    public record Trial(Document config, Set<String> pods) {

        public Trial {
            pods = Set.copyOf(pods);
        }
    }

    /** The configuration of a pod. */
    Document config(Peer peer) {
        Trial tried = trial;
        return tried != null && tried.pods().contains(peer.name()) ? tried.config() : config;
    }

    /** Whether a pod serves another one than most. */
    boolean isTried(Peer peer) {
        return trial != null && trial.pods().contains(peer.name());
    }

    /** Whether each pod has the same configuration here and there. */
    boolean hasConfigsOf(Wanted other) {
        Trial own = trial;
        Trial others = other.trial;
        if (own == null || others == null) {
            return own == null && others == null && config.isSame(other.config);
        }
        return config.isSame(other.config)
                && own.config().isSame(others.config())
                && own.pods().equals(others.pods());
    }
}
