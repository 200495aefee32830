package io.xynergy.policy.keys;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API key and where it stands in its life; all that is known of the key is here, so that another
 * process goes on where one ends.
 *
 * <p>A new value becomes {@code next}, which gateways learn of first; when all of them accept it,
 * it is shown as {@code value}, and the value before stays valid for the overlap. So a caller who
 * takes the value that is shown is let in by every gateway at any time.
 *
 * @param value what callers send
 * @param madeAt when it became the value
 * @param next will be the value when all gateways accept it; absent: there is none
 * @param previous the value before, as long as it is valid; absent: there is none
 * @param rotatedFor the last wish of people that was followed; absent: none was
 */
public record ApiKeyState(
        String value,
        Instant madeAt,
        @Nullable String next,
        @Nullable KeyHash previous,
        @Nullable String rotatedFor) {

    /** The public part, then 256 random bits. */
    private static final Pattern FORM = Pattern.compile("(k_[0-9a-f]{8})_[0-9a-f]{64}");

    private static final Pattern ID = Pattern.compile("k_[0-9a-f]{8}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** How long the value before is valid when the policy does not say. */
    private static final Duration USUAL_OVERLAP = Duration.ofHours(1);

    /**
     * What there is to decide by.
     *
     * @param wish what people ask for; absent: nothing
     * @param accepted whether all gateways accept every value that there is
     */
    public record Situation(Instant now, @Nullable String wish, boolean accepted) {}

    /** The first value of a key. */
    public static ApiKeyState first(Instant now, Supplier<String> random) {
        return new ApiKeyState(random.get(), second(now), null, null, null);
    }

    /** The same key, with a wish of people that it follows. */
    public ApiKeyState rotatedFor(String wish) {
        return new ApiKeyState(value, madeAt, next, previous, wish);
    }

    /** Whether a text can be a value of a key. */
    public static boolean isValue(@Nullable String text) {
        return text != null && FORM.matcher(text).matches();
    }

    /** What is left of a value that was one before; absent: these texts are none. */
    public static @Nullable KeyHash previous(@Nullable String id, @Nullable String sha256) {
        if (id == null || sha256 == null) {
            return null;
        }
        boolean formed = ID.matcher(id).matches() && HASH.matcher(sha256).matches();
        return formed ? new KeyHash(id, sha256) : null;
    }

    /** A time as precise as what is written down of keys. */
    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The key after one step; the same: there is nothing to do. */
    public ApiKeyState step(AuthSpec.ApiKey spec, Situation situation, Supplier<String> random) {
        if (previous != null && !situation.now().isBefore(previousValidUntil(spec))) {
            return new ApiKeyState(value, madeAt, next, null, rotatedFor);
        }
        if (next != null) {
            return situation.accepted() ? shown(spec, situation.now()) : this;
        }
        if (isDue(spec, situation)) {
            String followed = situation.wish() == null ? rotatedFor : situation.wish();
            return new ApiKeyState(value, madeAt, random.get(), previous, followed);
        }
        return this;
    }

    private boolean isDue(AuthSpec.ApiKey spec, Situation situation) {
        Instant rotation = nextRotation(spec);
        return situation.wish() != null && !situation.wish().equals(rotatedFor)
                || rotation != null && !situation.now().isBefore(rotation);
    }

    private ApiKeyState shown(AuthSpec.ApiKey spec, Instant now) {
        KeyHash old = overlap(spec).isZero() ? null : hash(value);
        String shown = next == null ? value : next;
        return new ApiKeyState(shown, second(now), null, old, rotatedFor);
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

    /** What gateways accept, in an order that does not change when a value takes another place. */
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

    /** Says nothing of the values. */
    @Override
    public String toString() {
        return "API key " + id() + " of " + madeAt;
    }
}
