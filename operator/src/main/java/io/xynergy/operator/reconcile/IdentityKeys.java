package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.operator.apply.Written;
import io.xynergy.operator.keys.IdentitySecret;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.resource.GatewayPolicyResource;
import java.time.Instant;

/** The keys by which the services of a policy know its gateways. */
final class IdentityKeys {

    private final Parts parts;
    private final Cluster cluster;
    private final ConfigMaps.Owner owner;

    IdentityKeys(Parts parts, Cluster cluster, ConfigMaps.Owner owner) {
        this.parts = parts;
        this.cluster = cluster;
        this.owner = owner;
    }

    /** Goes one step on with them, and makes both objects what they are to be. */
    void advance(GatewayPolicyResource policy, Findings findings) {
        Instant now = parts.times().clock().instant();
        var life =
                new OwnKeys.Life<IdentitySecret>(
                        Names.identity(owner.policy()),
                        secret -> IdentitySecret.read(secret, now),
                        () -> IdentitySecret.first(now, this::fresh),
                        (key, wish) ->
                                key.step(parts.keyLives().identity(), now, wish, this::fresh),
                        key -> key.secret(owner));
        var kept = new OwnKeys(parts, cluster, owner).advance(life, findings);
        if (kept == null) {
            return;
        }
        publish(kept.state(), findings);
        if (kept.isNew() && kept.state().isRotating()) {
            parts.events()
                    .say(
                            policy,
                            "IdentityKeyRotated",
                            "callers are signed with another key from "
                                    + kept.state().from()
                                    + " on");
        }
    }

    private SigningKey fresh(Instant from) {
        return SigningKey.generate(from, parts.random());
    }

    private void publish(IdentitySecret key, Findings findings) {
        ConfigMap present =
                cluster.find(ConfigMap.class, Names.identity(owner.policy())).orElse(null);
        switch (parts.writer().write(key.publicPart(owner), present)) {
            case Written.Changed changed -> cluster.remember(changed.object());
            case Written.Taken taken -> findings.taken.add(taken);
            case Written.Unchanged _ -> {
                // as it is to be
            }
        }
    }
}
