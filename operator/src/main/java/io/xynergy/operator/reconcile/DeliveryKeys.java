package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.apply.Written;
import io.xynergy.operator.keys.DeliverySecret;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.resource.GatewayPolicyResource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The secret that the operator and the pods of a policy share. */
final class DeliveryKeys {

    private final Parts parts;
    private final Cluster cluster;
    private final ConfigMaps.Owner owner;

    DeliveryKeys(Parts parts, Cluster cluster, ConfigMaps.Owner owner) {
        this.parts = parts;
        this.cluster = cluster;
        this.owner = owner;
    }

    /** The key to sign with; absent: somebody else has a Secret of its name. */
    byte @Nullable [] key(GatewayPolicyResource policy, Findings findings) {
        Instant now = parts.times().clock().instant();
        Secret present = cluster.secret(parts.client(), owner, Names.deliveryKey(owner.policy()));
        if (present != null && !ObjectWriter.isOwned(present, owner.reference().getUid())) {
            findings.taken.add(new Written.Taken("Secret", present.getMetadata().getName()));
            return null;
        }
        Optional<DeliverySecret> before =
                Optional.ofNullable(present).flatMap(secret -> DeliverySecret.read(secret, now));
        String wish = DeliverySecret.wish(present);
        DeliverySecret after =
                before.map(key ->
                                key.step(
                                        parts.deliveryKeyLife(),
                                        now,
                                        wish,
                                        parts.newKeys()::deliveryKey))
                        .orElseGet(() -> DeliverySecret.first(now, parts.newKeys()::deliveryKey));
        Written written = parts.writer().writeUnlessChanged(after.secret(owner), present);
        if (written instanceof Written.Changed changed) {
            cluster.remember(changed.object());
            if (after.previous() != null) {
                parts.events()
                        .say(
                                policy,
                                "DeliveryKeyRotated",
                                "deliveries are signed with another key as soon as all pods have"
                                        + " it");
            }
        }
        return after.signing(now).getBytes(StandardCharsets.US_ASCII);
    }
}
