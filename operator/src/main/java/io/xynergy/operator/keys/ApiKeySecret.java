package io.xynergy.operator.keys;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Labels;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.model.Plan;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.keys.ApiKeyState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An API key as its Secret has it. */
public final class ApiKeySecret {

    private static final String VALUE = "key";
    private static final String NEXT = "next";
    private static final String ID = "gateway.xynergy.io/key-id";
    private static final String PREVIOUS_ID = "gateway.xynergy.io/previous-id";
    private static final String PREVIOUS_HASH = "gateway.xynergy.io/previous-sha256";

    private ApiKeySecret() {}

    /** A key from its Secret; empty: there is no value in it that could be one. */
    public static Optional<ApiKeyState> read(Secret secret, Instant now) {
        var marks = KeyMarks.of(secret);
        String value = formed(marks.text(VALUE));
        return value == null
                ? Optional.empty()
                : Optional.of(
                        new ApiKeyState(
                                value,
                                marks.madeAt(now),
                                formed(marks.text(NEXT)),
                                ApiKeyState.previous(
                                        marks.annotation(PREVIOUS_ID),
                                        marks.annotation(PREVIOUS_HASH)),
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
        return ApiKeyState.isValue(value) ? value : null;
    }

    /** The Secret of a key. */
    public static Secret of(ApiKeyState key, ConfigMaps.Owner owner, String name) {
        var metadata =
                Plan.metadata(
                        owner.policy(),
                        owner.namespace(),
                        owner.reference(),
                        Names.apiKey(owner.policy(), name),
                        Map.of(Labels.API_KEY, name));
        metadata.addToAnnotations(ID, key.id());
        KeyMarks.mark(metadata, key.madeAt(), key.rotatedFor());
        KeyHash previous = key.previous();
        if (previous != null) {
            metadata.addToAnnotations(PREVIOUS_ID, previous.id());
            metadata.addToAnnotations(PREVIOUS_HASH, previous.sha256());
        }
        var secret =
                new SecretBuilder()
                        .withMetadata(metadata.build())
                        .withType("Opaque")
                        .addToData(VALUE, KeyMarks.encoded(key.value()));
        String next = key.next();
        if (next != null) {
            secret.addToData(NEXT, KeyMarks.encoded(next));
        }
        return secret.build();
    }
}
