package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Configuration;
import io.xynergy.operator.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configurations of a policy that every pod has served, the last few of them. */
final class History {

    /** How many are kept. */
    static final int KEPT = 5;

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final ConfigMaps.Owner owner;

    History(KubernetesClient client, ObjectWriter writer, ConfigMaps.Owner owner) {
        this.client = client;
        this.writer = writer;
        this.owner = owner;
    }

    /** One of them by the beginning of its digest, of which twelve characters are in its name. */
    Optional<Configuration> find(List<String> digests, String beginning) {
        return digests.stream()
                .filter(digest -> digest.startsWith(Names.shortDigest(beginning)))
                .findFirst()
                .map(digest -> get(Names.history(owner.policy(), digest)))
                .flatMap(ConfigMaps::read)
                .filter(found -> found.digest().startsWith(beginning));
    }

    /**
     * Adds one as the newest and drops what is too much.
     *
     * @return beginnings of the digests that are kept now, newest first
     */
    List<String> add(List<String> digests, Configuration configuration) {
        String digest = Names.shortDigest(configuration.digest());
        if (!digests.isEmpty() && digests.getFirst().equals(digest)) {
            return digests;
        }
        if (!digests.contains(digest)) {
            ConfigMap kept = ConfigMaps.history(owner, configuration);
            var _ = writer.write(kept, null);
        }
        List<String> now = new ArrayList<>();
        now.add(digest);
        digests.stream().filter(earlier -> !earlier.equals(digest)).forEach(now::add);
        while (now.size() > KEPT) {
            ConfigMap dropped = get(Names.history(owner.policy(), now.removeLast()));
            if (dropped != null && ObjectWriter.isOwned(dropped, owner.reference().getUid())) {
                writer.delete(dropped);
            }
        }
        return List.copyOf(now);
    }

    private @Nullable ConfigMap get(String name) {
        return client.configMaps().inNamespace(owner.namespace()).withName(name).get();
    }
}
