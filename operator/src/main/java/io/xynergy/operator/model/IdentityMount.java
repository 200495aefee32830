package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gateways' public keys in the pods of a service, and the order in which both are changed. */
public final class IdentityMount {

    /** The file of keys, private and public. */
    static final String DOCUMENT = "keys.json";

    /** Where the platform's own services look for it. */
    static final String VARIABLE = "IDENTITY_KEYS";

    /** The option of gateways that sign callers. */
    static final String OPTION = "--identity-key";

    private static final String NAME = "identity";
    private static final String FOLDER = "/etc/xynergy/identity";

    private IdentityMount() {}

    static Volume volume(String policy) {
        return new VolumeBuilder()
                .withName(NAME)
                .withNewConfigMap()
                .withName(Names.identity(policy))
                .withDefaultMode(0444)
                .endConfigMap()
                .build();
    }

    static VolumeMount mount() {
        return Pods.mount(NAME, FOLDER, true);
    }

    static EnvVar variable() {
        return new EnvVarBuilder().withName(VARIABLE).withValue(FOLDER + "/" + DOCUMENT).build();
    }

    /**
     * The pods for whose end a Deployment has to stay as it is: with the keys its own pods would
     * refuse what these gateways of an earlier version send. Empty: it need not wait.
     *
     * @param live as it is; absent: there is none, and so nobody who is refused
     */
    public static List<String> waitsFor(
            HasMetadata wanted, @Nullable HasMetadata live, Collection<Pod> gateways) {
        if (live == null || !isMounted(wanted) || isMounted(live)) {
            return List.of();
        }
        return gateways.stream()
                .filter(pod -> !signs(pod))
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static boolean isMounted(HasMetadata object) {
        return object instanceof Deployment deployment
                && deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                        .anyMatch(volume ->
                                volume.getName().equals(NAME) && volume.getConfigMap() != null);
    }

    private static boolean signs(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .anyMatch(container -> container.getArgs().contains(OPTION));
    }
}
