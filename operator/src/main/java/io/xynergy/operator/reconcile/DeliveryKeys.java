package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.operator.apply.Written;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Names;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The secret that the operator and the pods of a policy share; made once and then only read. */
final class DeliveryKeys {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private final Parts parts;
    private final Cluster cluster;
    private final ConfigMaps.Owner owner;

    DeliveryKeys(Parts parts, Cluster cluster, ConfigMaps.Owner owner) {
        this.parts = parts;
        this.cluster = cluster;
        this.owner = owner;
    }

    /** The key; absent: somebody else has a Secret of its name. */
    byte @Nullable [] key(Findings findings) {
        Secret present = cluster.find(Secret.class, Names.deliveryKey(owner.policy())).orElse(null);
        String text = present == null ? null : text(present);
        Secret wanted = ConfigMaps.deliveryKey(owner, text == null ? random() : text);
        if (present == null) {
            Secret other = parts.client().resource(wanted).get();
            String found = other == null ? null : text(other);
            if (found != null) {
                wanted = ConfigMaps.deliveryKey(owner, found);
            }
        }
        switch (parts.writer().write(wanted, present)) {
            case Written.Taken taken -> {
                findings.taken.add(taken);
                return null;
            }
            case Written.Changed changed -> cluster.remember(changed.object());
            case Written.Unchanged _ -> {
                // it is there
            }
        }
        return Base64.getDecoder().decode(wanted.getData().get("key"));
    }

    /** The key in a Secret; absent: it has none, or one that no gateway would take. */
    private static @Nullable String text(Secret secret) {
        Map<String, String> data = secret.getData();
        String encoded = data == null ? null : data.get("key");
        if (encoded == null) {
            return null;
        }
        try {
            String text =
                    new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
            return text.length() >= BYTES ? text : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static String random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
