package io.xynergy.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects by server-side apply, which owns the fields that it names and no others.
 *
 * <p>An annotation holds the hash of what was applied last. With it, a field that is wanted no more
 * is noticed although the object still covers all that is wanted.
 */
public final class ObjectWriter {

    /** Who owns the fields; another name would orphan them. */
    public static final String FIELD_MANAGER = "xynergy-operator";

    static final String APPLIED = "gateway.xynergy.io/applied";

    private final KubernetesClient client;
    private final Meters meters;
    private final Map<String, LongAdder> writes = new ConcurrentHashMap<>();

    /** A writer. */
    public ObjectWriter(KubernetesClient client, Meters meters) {
        this.client = client;
        this.meters = meters;
    }

    /**
     * Makes an object what is wanted.
     *
     * @param live the object as the cache has it; absent: it has none
     */
    public Written write(HasMetadata wanted, @Nullable HasMetadata live) {
        String hash = hash(wanted);
        HasMetadata present = live == null ? client.resource(wanted).get() : live;
        if (present != null) {
            if (!isOwned(present, wanted)) {
                return new Written.Taken(wanted.getKind(), wanted.getMetadata().getName());
            }
            if (isApplied(present, hash) && covers(present, wanted)) {
                return new Written.Unchanged();
            }
        }
        annotate(wanted, hash);
        return apply(wanted);
    }

    private Written apply(HasMetadata wanted) {
        count(wanted.getKind(), "apply");
        HasMetadata written =
                client.resource(wanted)
                        .patch(
                                new PatchContext.Builder()
                                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                        .withFieldManager(FIELD_MANAGER)
                                        .withForce(true)
                                        .build());
        return new Written.Changed(written);
    }

    /**
     * The same for an object of which no state may be lost, like a key: it is made only if there is
     * none of its name, and changed only as it is known.
     *
     * @param live the object as it is known; absent: there is none
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with status 409 if it is
     *     another one now
     */
    public Written writeUnlessChanged(HasMetadata wanted, @Nullable HasMetadata live) {
        String hash = hash(wanted);
        if (live == null) {
            annotate(wanted, hash);
            count(wanted.getKind(), "create");
            return new Written.Changed(client.resource(wanted).create());
        }
        if (!isOwned(live, wanted)) {
            return new Written.Taken(wanted.getKind(), wanted.getMetadata().getName());
        }
        if (isApplied(live, hash) && covers(live, wanted)) {
            return new Written.Unchanged();
        }
        annotate(wanted, hash);
        wanted.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
        return apply(wanted);
    }

    /** Removes an object. */
    public void delete(HasMetadata live) {
        count(live.getKind(), "delete");
        client.resource(live).delete();
    }

    /** Whether an object belongs to the owner that the wanted one names. */
    public static boolean isOwned(HasMetadata present, HasMetadata wanted) {
        List<OwnerReference> owners = wanted.getMetadata().getOwnerReferences();
        return !owners.isEmpty() && isOwned(present, owners.getFirst().getUid());
    }

    /** Whether an object belongs to the owner with the given uid. */
    public static boolean isOwned(HasMetadata present, String uid) {
        return present.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> uid.equals(owner.getUid()));
    }

    private boolean covers(HasMetadata present, HasMetadata wanted) {
        return Coverage.covers(tree(present), tree(wanted));
    }

    private Map<?, ?> tree(HasMetadata object) {
        return client.getKubernetesSerialization().convertValue(object, Map.class);
    }

    private String hash(HasMetadata wanted) {
        String json = client.getKubernetesSerialization().asJson(wanted);
        return Policies.digest(json.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    private static boolean isApplied(HasMetadata present, String hash) {
        Map<String, String> annotations = present.getMetadata().getAnnotations();
        return annotations != null && hash.equals(annotations.get(APPLIED));
    }

    private static void annotate(HasMetadata wanted, String hash) {
        var annotations = new TreeMap<String, String>();
        if (wanted.getMetadata().getAnnotations() != null) {
            annotations.putAll(wanted.getMetadata().getAnnotations());
        }
        annotations.put(APPLIED, hash);
        wanted.getMetadata().setAnnotations(annotations);
    }

    private void count(String kind, String verb) {
        writes.computeIfAbsent(
                        kind + " " + verb,
                        _ -> {
                            var adder = new LongAdder();
                            meters.counter(
                                    "xynergy_operator_writes_total",
                                    "Objects written to the cluster; grows only when something changes",
                                    Labels.of("kind", kind, "verb", verb),
                                    adder::sum);
                            return adder;
                        })
                .increment();
    }

    /** Objects written so far. */
    public long writes() {
        return writes.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
