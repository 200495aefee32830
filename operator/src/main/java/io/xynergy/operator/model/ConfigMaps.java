package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Configurations as objects of the cluster: what pods start from, and what was live earlier. */
public final class ConfigMaps {

    /** Most bytes of a document as it is, for people; a larger one costs everybody less packed. */
    public static final int PLAIN_LIMIT = 64 << 10;

    private static final String JSON = "config.json";
    private static final String PACKED = "config.json.gz";
    private static final String REVISION = "revision";

    private ConfigMaps() {}

    /** Whose objects they are. */
    public record Owner(String policy, String namespace, OwnerReference reference) {}

    /** The ConfigMap that pods start from. */
    public static ConfigMap start(Owner owner, Configuration configuration, long revision) {
        return builder(owner, Names.config(owner.policy()), configuration, Map.of())
                .addToData(REVISION, Long.toString(revision))
                .build();
    }

    /** The ConfigMap that keeps a configuration that was live. */
    public static ConfigMap history(Owner owner, Configuration configuration) {
        String name = Names.history(owner.policy(), configuration.digest());
        return builder(owner, name, configuration, Map.of(Labels.PART, Labels.HISTORY)).build();
    }

    private static ConfigMapBuilder builder(
            Owner owner, String name, Configuration configuration, Map<String, String> labels) {
        var builder =
                new ConfigMapBuilder()
                        .withMetadata(
                                Plan.metadata(
                                                owner.policy(),
                                                owner.namespace(),
                                                owner.reference(),
                                                name,
                                                labels)
                                        .addToAnnotations(Labels.DIGEST, configuration.digest())
                                        .build());
        if (labels.isEmpty() && configuration.length() <= PLAIN_LIMIT) {
            builder.addToData(JSON, configuration.json());
        } else {
            builder.addToBinaryData(
                    PACKED, Base64.getEncoder().encodeToString(configuration.packed()));
        }
        return builder;
    }

    /** The configuration in a ConfigMap; empty: somebody changed it. */
    public static Optional<Configuration> read(ConfigMap map) {
        try {
            Map<String, String> data = map.getData();
            Map<String, String> binary = map.getBinaryData();
            Configuration found;
            if (data != null && data.get(JSON) != null) {
                found = Configuration.of(data.get(JSON).getBytes(StandardCharsets.UTF_8));
            } else if (binary != null && binary.get(PACKED) != null) {
                found = Configuration.of(unpack(Base64.getDecoder().decode(binary.get(PACKED))));
            } else {
                return Optional.empty();
            }
            Map<String, String> annotations = map.getMetadata().getAnnotations();
            return annotations != null && found.digest().equals(annotations.get(Labels.DIGEST))
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (IllegalArgumentException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    /** The revision in a ConfigMap; 0: none, or somebody changed it. */
    public static long revision(ConfigMap map) {
        try {
            String text = map.getData() == null ? null : map.getData().get(REVISION);
            return text == null ? 0 : Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static byte[] unpack(byte[] packed) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(Configuration.LONGEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
