package io.xynergy.operator.reconcile;

import io.xynergy.operator.keys.DeliverySecret;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.resource.GatewayPolicyResource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
        var life =
                new OwnKeys.Life<DeliverySecret>(
                        Names.deliveryKey(owner.policy()),
                        secret -> DeliverySecret.read(secret, now),
                        () -> DeliverySecret.first(now, parts.newKeys()::deliveryKey),
                        (key, wish) ->
                                key.step(
                                        parts.keyLives().delivery(),
                                        now,
                                        wish,
                                        parts.newKeys()::deliveryKey),
                        key -> key.secret(owner));
        var kept = new OwnKeys(parts, cluster, owner).advance(life, findings);
        if (kept == null) {
            return null;
        }
        if (kept.isNew() && kept.state().previous() != null) {
            parts.events()
                    .say(
                            policy,
                            "DeliveryKeyRotated",
                            "deliveries are signed with another key as soon as all pods have it");
        }
        return kept.state().signing(now).getBytes(StandardCharsets.US_ASCII);
    }
}
