package io.xynergy.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.policy.keys.NewKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliverySecretTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final ConfigMaps.Owner OWNER =
            new ConfigMaps.Owner("shop", "default", new OwnerReference());

    private final NewKeys random = new NewKeys();
    private final DeliverySecret first = DeliverySecret.first(START, random::deliveryKey);

    private DeliverySecret step(DeliverySecret key, Duration after, @Nullable String wish) {
        return key.step(MONTH, START.plus(after), wish, random::deliveryKey);
    }

    @Test
    void keyIsReplacedWhenItIsOldAndOnlyThen() {
        assertThat(step(first, MONTH.minusSeconds(1), null)).isSameAs(first);
        assertThat(first.step(Duration.ZERO, START.plus(MONTH), null, random::deliveryKey))
                .isSameAs(first);

        DeliverySecret second = step(first, MONTH, null);

        assertThat(second.key()).isNotEqualTo(first.key());
        assertThat(second.previous()).isEqualTo(first.key());
    }

    @Test
    void deliveriesAreSignedWithTheKeyThatEveryPodKnows() {
        DeliverySecret second = step(first, MONTH, null);
        Instant seen = START.plus(MONTH).plus(RotatedKey.SEEN);

        assertThat(second.signing(seen.minusSeconds(1))).isEqualTo(first.key());
        assertThat(second.signing(seen)).isEqualTo(second.key());
        DeliverySecret alone = step(second, MONTH.plus(RotatedKey.OVERLAP), null);
        assertThat(alone.previous()).isNull();
        assertThat(alone.key()).isEqualTo(second.key());
    }

    @Test
    void wishIsFollowedOnceAndNotBeforePodsKnowTheLastKey() {
        DeliverySecret second = step(first, Duration.ofSeconds(1), "please");

        assertThat(second.previous()).isEqualTo(first.key());
        assertThat(step(second, Duration.ofSeconds(2), "please")).isSameAs(second);
        assertThat(step(second, Duration.ofSeconds(2), "again")).isSameAs(second);
        assertThat(step(second, RotatedKey.SEEN.plusSeconds(1), "again").previous())
                .isEqualTo(second.key());
    }

    @Test
    void everyStateIsReadAsItWasWritten() {
        for (DeliverySecret key : List.of(first, step(first, MONTH, "x"))) {
            assertThat(DeliverySecret.read(key.secret(OWNER), START)).contains(key);
        }
    }

    @Test
    void secretWithoutMarksIsAsOldAsTheObject() {
        Secret secret = first.secret(OWNER);
        secret.getMetadata().setAnnotations(Map.of());
        secret.getMetadata().setCreationTimestamp("2025-06-01T00:00:00Z");

        assertThat(DeliverySecret.read(secret, START))
                .hasValueSatisfying(key ->
                        assertThat(key.keys().madeAt())
                                .isEqualTo(Instant.parse("2025-06-01T00:00:00Z")));
    }

    @Test
    void keyThatNoGatewayTakesIsNotTaken() {
        for (String bad : List.of("", "short", "x".repeat(4097))) {
            Secret secret = first.secret(OWNER);
            secret.setData(Map.of("key", KeyMarks.encoded(bad)));

            assertThat(DeliverySecret.read(secret, START)).isEmpty();
        }
    }

    @Test
    void textSaysNothingOfTheKeys() {
        DeliverySecret second = step(first, MONTH, null);

        assertThat(second.toString())
                .doesNotContain(second.key())
                .doesNotContain(Objects.requireNonNull(second.previous()));
    }
}
