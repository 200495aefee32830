package io.xynergy.operator.keys;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.model.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The key that gateways sign callers with: private in a Secret for gateways, public in a ConfigMap
 * for services. A new one says itself from when gateways use it, which is when every service has
 * its public part.
 */
public record IdentitySecret(RotatedKey<SigningKey> keys) {

    /** The document in the Secret and in the ConfigMap. */
    public static final String DOCUMENT = "keys.json";

    /**
     * The first key, which is used at once: there are no pods yet, or none is to believe the keys
     * before.
     *
     * @param fresh makes a key that is used from a time on
     */
    public static IdentitySecret first(Instant now, Function<Instant, SigningKey> fresh) {
        return new IdentitySecret(RotatedKey.first(now, fresh.apply(KeyMarks.second(now))));
    }

    /** A key from its Secret; empty: there is none in it that a gateway would take. */
    public static Optional<IdentitySecret> read(Secret secret, Instant now) {
        var marks = KeyMarks.of(secret);
        String document = marks.text(DOCUMENT);
        if (document == null) {
            return Optional.empty();
        }
        List<SigningKey> found;
        try {
            found = KeyDocument.readPrivate(document.getBytes(StandardCharsets.US_ASCII));
            found.forEach(SigningKey::privateKey);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        List<SigningKey> newestFirst =
                found.stream().sorted(Comparator.comparing(SigningKey::from).reversed()).toList();
        return Optional.of(
                new IdentitySecret(
                        new RotatedKey<>(
                                newestFirst.getFirst(),
                                marks.madeAt(now),
                                newestFirst.size() > 1 ? newestFirst.get(1) : null,
                                marks.annotation(KeyMarks.ROTATED_FOR))));
    }

    /**
     * The key after one step; the same: there is nothing to do.
     *
     * @param every how long a key is used; zero: until somebody asks for another
     */
    public IdentitySecret step(
            Duration every,
            Instant now,
            @Nullable String wish,
            Function<Instant, SigningKey> fresh) {
        Instant from = KeyMarks.second(now).plus(RotatedKey.SEEN);
        RotatedKey<SigningKey> after = keys.step(every, now, wish, () -> fresh.apply(from));
        return after.equals(keys) ? this : new IdentitySecret(after);
    }

    /** From when gateways sign with the newest key. */
    public Instant from() {
        return keys.key().from();
    }

    /** Whether the key before is believed, too. */
    public boolean isRotating() {
        return keys.previous() != null;
    }

    private List<SigningKey> all() {
        List<SigningKey> all = new ArrayList<>();
        all.add(keys.key());
        SigningKey previous = keys.previous();
        if (previous != null) {
            all.add(previous);
        }
        return all;
    }

    /** The Secret of gateways. */
    public Secret secret(ConfigMaps.Owner owner) {
        var metadata =
                Plan.metadata(
                        owner.policy(),
                        owner.namespace(),
                        owner.reference(),
                        Names.identity(owner.policy()),
                        Map.of());
        KeyMarks.mark(metadata, keys.madeAt(), keys.rotatedFor());
        return new SecretBuilder()
                .withMetadata(metadata.build())
                .withType("Opaque")
                .addToData(DOCUMENT, KeyMarks.encoded(KeyDocument.ofPrivate(all())))
                .build();
    }

    /** The ConfigMap of services. */
    public ConfigMap publicPart(ConfigMaps.Owner owner) {
        return new ConfigMapBuilder()
                .withMetadata(
                        Plan.metadata(
                                        owner.policy(),
                                        owner.namespace(),
                                        owner.reference(),
                                        Names.identity(owner.policy()),
                                        Map.of())
                                .build())
                .addToData(
                        DOCUMENT,
                        KeyDocument.ofPublic(all().stream().map(SigningKey::publicPart).toList()))
                .build();
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "identity " + keys;
    }
}
