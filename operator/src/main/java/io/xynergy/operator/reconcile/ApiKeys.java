package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.apply.Written;
import io.xynergy.operator.keys.ApiKeySecret;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.keys.ApiKeyState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** The API keys of a policy: their Secrets, and what pods have to accept of them. */
final class ApiKeys {

    private final Parts parts;
    private final Cluster cluster;
    private final ConfigMaps.Owner owner;
    private final GatewayPolicyResource policy;
    private final Instant now;
    private final Map<String, ApiKeyState> keys = new TreeMap<>();
    private final List<Written.Taken> taken = new ArrayList<>();

    ApiKeys(Parts parts, Cluster cluster, ConfigMaps.Owner owner, GatewayPolicyResource policy) {
        this.parts = parts;
        this.cluster = cluster;
        this.owner = owner;
        this.policy = policy;
        this.now = parts.times().clock().instant();
        for (Secret secret : cluster.all(Secret.class)) {
            String name = ApiKeySecret.name(secret);
            if (name != null && isOwn(secret)) {
                ApiKeySecret.read(secret, now).ifPresent(key -> keys.put(name, key));
            }
        }
    }

    private boolean isOwn(Secret secret) {
        return ObjectWriter.isOwned(secret, owner.reference().getUid())
                && secret.getMetadata().getDeletionTimestamp() == null;
    }

    /** What pods have to accept, by the names of keys. */
    Map<String, List<KeyHash>> hashes() {
        var hashes = new TreeMap<String, List<KeyHash>>();
        keys.forEach((name, key) -> hashes.put(name, key.hashes()));
        return hashes;
    }

    /** Secrets of somebody else that have the name of a key's. */
    List<Written.Taken> taken() {
        return taken;
    }

    /**
     * Makes keys that are not there, and goes one step on with those that are being replaced.
     *
     * @param accepted whether all pods accept {@link #hashes}
     */
    void advance(List<AuthSpec.ApiKey> specs, boolean accepted) {
        specs.forEach(spec -> advance(spec, accepted));
        keys.keySet().retainAll(specs.stream().map(AuthSpec.ApiKey::name).toList());
    }

    private void advance(AuthSpec.ApiKey spec, boolean accepted) {
        Secret present =
                cluster.secret(parts.client(), owner, Names.apiKey(owner.policy(), spec.name()));
        if (present != null && !isOwn(present)) {
            taken.add(new Written.Taken("Secret", present.getMetadata().getName()));
            keys.remove(spec.name());
            return;
        }
        Optional<ApiKeyState> before =
                Optional.ofNullable(present).flatMap(secret -> ApiKeySecret.read(secret, now));
        String wish = ApiKeySecret.wish(present);
        var situation = new ApiKeyState.Situation(now, wish, accepted);
        ApiKeyState after =
                before.map(key -> key.step(spec, situation, parts.newKeys()::apiKey))
                        .orElseGet(() -> ApiKeyState.first(now, parts.newKeys()::apiKey));
        Written written =
                parts.writer()
                        .writeUnlessChanged(ApiKeySecret.of(after, owner, spec.name()), present);
        keys.put(spec.name(), after);
        if (written instanceof Written.Changed changed) {
            cluster.remember(changed.object());
            tell(spec, before.orElse(null), after);
        }
    }

    private void tell(AuthSpec.ApiKey spec, @Nullable ApiKeyState before, ApiKeyState after) {
        String key = "API key %s: ".formatted(spec.name());
        if (before == null) {
            say("ApiKeyMade", key + "value " + after.id() + " was made");
        } else if (!before.id().equals(after.id())) {
            String until =
                    after.previous() == null
                            ? " is not valid any more"
                            : " is valid until " + after.previousValidUntil(spec);
            say("ApiKeyRotated", key + after.id() + " is the value now, " + before.id() + until);
        } else if (before.previous() != null && after.previous() == null) {
            say("ApiKeyRevoked", key + before.previous().id() + " is not valid any more");
        }
    }

    private void say(String reason, String message) {
        parts.events().say(policy, reason, message);
    }

    /**
     * What people see of the keys.
     *
     * @param before what they saw last, which knows of uses that no pod remembers any more
     * @param uses days by the names of keys
     */
    List<PolicyStatus.Key> status(
            List<AuthSpec.ApiKey> specs,
            @Nullable List<PolicyStatus.Key> before,
            Map<String, LocalDate> uses) {
        Map<String, String> lastUsed = new HashMap<>();
        for (PolicyStatus.Key key :
                Objects.requireNonNullElse(before, List.<PolicyStatus.Key>of())) {
            if (key.lastUsed() != null) {
                lastUsed.put(key.name(), key.lastUsed());
            }
        }
        // such days are in the order of their texts
        uses.forEach((key, day) ->
                lastUsed.merge(
                        key, day.toString(), BinaryOperator.maxBy(Comparator.naturalOrder())));
        List<PolicyStatus.Key> status = new ArrayList<>();
        for (AuthSpec.ApiKey spec : specs) {
            ApiKeyState key = keys.get(spec.name());
            if (key != null) {
                status.add(
                        new PolicyStatus.Key(
                                spec.name(),
                                key.id(),
                                key.madeAt().toString(),
                                text(key.nextRotation(spec)),
                                key.previous() == null ? null : text(key.previousValidUntil(spec)),
                                lastUsed.get(spec.name())));
            }
        }
        return List.copyOf(status);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
