package io.xynergy.operator.keys;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Annotations and data of a Secret with a key, as far as they make sense. */
public record KeyMarks(
        Map<String, String> annotations, Map<String, String> data, @Nullable String born) {

    /** Written by people: a new value asks for another key. */
    static final String ROTATE = "gateway.xynergy.io/rotate";

    /** The last value of {@link #ROTATE} that was followed. */
    static final String ROTATED_FOR = "gateway.xynergy.io/rotated-for";

    /** When the key was made. */
    static final String MADE_AT = "gateway.xynergy.io/made-at";

    static KeyMarks of(Secret secret) {
        return new KeyMarks(
                Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.of()),
                Objects.requireNonNullElse(secret.getData(), Map.of()),
                secret.getMetadata().getCreationTimestamp());
    }

    /** What people ask for on a Secret; absent: nothing. */
    public static @Nullable String wish(@Nullable Secret secret) {
        return secret == null ? null : of(secret).annotation(ROTATE);
    }

    /** Says of a Secret what {@link #madeAt} and the like read. */
    static void mark(ObjectMetaBuilder metadata, Instant madeAt, @Nullable String rotatedFor) {
        metadata.addToAnnotations(MADE_AT, madeAt.toString());
        if (rotatedFor != null) {
            metadata.addToAnnotations(ROTATED_FOR, rotatedFor);
        }
    }

    /** A time as precise as the marks are. */
    static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    @Nullable String annotation(String name) {
        String value = annotations.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A value of the data; absent also when it is no base64. */
    @Nullable String text(String key) {
        String encoded = data.get(key);
        if (encoded == null) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** When the key was made; without a mark that can be read, as old as its Secret, or now. */
    Instant madeAt(Instant now) {
        Instant marked = instant(annotation(MADE_AT));
        Instant made = marked == null ? instant(born) : marked;
        return made == null ? now : made;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException _) {
            return null;
        }
    }
}
