package io.xynergy.operator.keys;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Labels;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.model.Plan;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API key as its Secret has it; all that is known of the key is there, so that another process
 * goes on where this one ends.
 *
 * <p>A new value becomes {@code next}, which pods learn of first; when all of them accept it, it is
 * shown as {@code key}, and the value before stays valid for the overlap. So a caller who takes a
 * value from the Secret is let in by every pod at any time.
 *
 * @param value what callers send
 * @param madeAt when it became the value
 * @param next will be the value when all pods accept it; absent: there is none
 * @param previous the value before, as long as it is valid; absent: there is none
 * @param rotatedFor the last wish of people that was followed; absent: none was
 */
public record ApiKeySecret(
        String value,
        Instant madeAt,
        @Nullable String next,
        @Nullable KeyHash previous,
        @Nullable String rotatedFor) {

    private static final String VALUE = "key";
    private static final String NEXT = "next";
    private static final String ID = "gateway.xynergy.io/key-id";
    private static final String PREVIOUS_ID = "gateway.xynergy.io/previous-id";
    private static final String PREVIOUS_HASH = "gateway.xynergy.io/previous-sha256";

    /** The public part, then 256 random bits. */
    private static final Pattern FORM = Pattern.compile("(k_[0-9a-f]{8})_[0-9a-f]{64}");

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** How long the value before is valid when the policy does not say. */
    private static final Duration USUAL_OVERLAP = Duration.ofHours(1);

    /**
     * What there is to decide by.
     *
     * @param wish what people ask for on the Secret; absent: nothing
     * @param accepted whether all pods accept every value that the Secret has
     */
    public record Situation(Instant now, @Nullable String wish, boolean accepted) {}

    /** The first value of a key. */
    public static ApiKeySecret first(Instant now, Supplier<String> random) {
        return new ApiKeySecret(random.get(), KeyMarks.second(now), null, null, null);
    }

    /** A key from its Secret; empty: there is no value in it that could be one. */
    public static Optional<ApiKeySecret> read(Secret secret, Instant now) {
        var marks = KeyMarks.of(secret);
        String value = formed(marks.text(VALUE));
        return value == null
                ? Optional.empty()
                : Optional.of(
                        new ApiKeySecret(
                                value,
                                marks.madeAt(now),
                                formed(marks.text(NEXT)),
                                previous(marks),
                                marks.annotation(KeyMarks.ROTATED_FOR)));
    }

    /** What people ask for on a Secret; absent: nothing. */
    public static @Nullable String wish(@Nullable Secret secret) {
        return KeyMarks.wish(secret);
    }

    /** Name of the key that a Secret is of; absent: of none. */
    public static @Nullable String name(Secret secret) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        return labels == null ? null : labels.get(Labels.API_KEY);
    }

    private static @Nullable String formed(@Nullable String value) {
        return value != null && FORM.matcher(value).matches() ? value : null;
    }

    private static @Nullable KeyHash previous(KeyMarks marks) {
        String id = marks.annotation(PREVIOUS_ID);
        String hash = marks.annotation(PREVIOUS_HASH);
        return id == null || hash == null || !HASH.matcher(hash).matches()
                ? null
                : new KeyHash(id, hash);
    }

    /** The key after one step; the same: there is nothing to do. */
    public ApiKeySecret step(AuthSpec.ApiKey spec, Situation situation, Supplier<String> random) {
        if (previous != null && !situation.now().isBefore(previousValidUntil(spec))) {
            return new ApiKeySecret(value, madeAt, next, null, rotatedFor);
        }
        if (next != null) {
            return situation.accepted() ? shown(spec, situation.now()) : this;
        }
        if (isDue(spec, situation)) {
            String followed = situation.wish() == null ? rotatedFor : situation.wish();
            return new ApiKeySecret(value, madeAt, random.get(), previous, followed);
        }
        return this;
    }

    private boolean isDue(AuthSpec.ApiKey spec, Situation situation) {
        Instant rotation = nextRotation(spec);
        return situation.wish() != null && !situation.wish().equals(rotatedFor)
                || rotation != null && !situation.now().isBefore(rotation);
    }

    private ApiKeySecret shown(AuthSpec.ApiKey spec, Instant now) {
        KeyHash old = overlap(spec).isZero() ? null : hash(value);
        String shown = next == null ? value : next;
        return new ApiKeySecret(shown, KeyMarks.second(now), null, old, rotatedFor);
    }

    /** When another value is made; absent: when somebody asks for it. */
    public @Nullable Instant nextRotation(AuthSpec.ApiKey spec) {
        Duration every = spec.rotateEvery();
        return every == null ? null : madeAt.plus(every);
    }

    /** Until when the value before is valid, if there is one. */
    public Instant previousValidUntil(AuthSpec.ApiKey spec) {
        return madeAt.plus(overlap(spec));
    }

    private static Duration overlap(AuthSpec.ApiKey spec) {
        Duration overlap = spec.overlap();
        if (overlap != null) {
            return overlap;
        }
        Duration every = spec.rotateEvery();
        if (every == null || every.compareTo(USUAL_OVERLAP.multipliedBy(2)) >= 0) {
            return USUAL_OVERLAP;
        }
        return every.dividedBy(2);
    }

    /** The public part of the value. */
    public String id() {
        return hash(value).id();
    }

    /** What pods accept, in an order that does not change when a value takes another place. */
    public List<KeyHash> hashes() {
        List<KeyHash> hashes = new ArrayList<>();
        hashes.add(hash(value));
        if (next != null) {
            hashes.add(hash(next));
        }
        if (previous != null) {
            hashes.add(previous);
        }
        hashes.sort(Comparator.comparing(KeyHash::id).thenComparing(KeyHash::sha256));
        return List.copyOf(hashes);
    }

    private static KeyHash hash(String value) {
        return new KeyHash(
                value.substring(0, value.lastIndexOf('_')),
                Policies.digest(value.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The Secret. */
    public Secret secret(ConfigMaps.Owner owner, String name) {
        var metadata =
                Plan.metadata(
                        owner.policy(),
                        owner.namespace(),
                        owner.reference(),
                        Names.apiKey(owner.policy(), name),
                        Map.of(Labels.API_KEY, name));
        metadata.addToAnnotations(ID, id());
        KeyMarks.mark(metadata, madeAt, rotatedFor);
        if (previous != null) {
            metadata.addToAnnotations(PREVIOUS_ID, previous.id());
            metadata.addToAnnotations(PREVIOUS_HASH, previous.sha256());
        }
        var secret =
                new SecretBuilder()
                        .withMetadata(metadata.build())
                        .withType("Opaque")
                        .addToData(VALUE, KeyMarks.encoded(value));
        if (next != null) {
            secret.addToData(NEXT, KeyMarks.encoded(next));
        }
        return secret.build();
    }

    /** Says nothing of the values. */
    @Override
    public String toString() {
        return "API key " + id() + " of " + madeAt;
    }
}
