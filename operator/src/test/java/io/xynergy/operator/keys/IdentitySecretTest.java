package io.xynergy.operator.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.operator.model.ConfigMaps;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentitySecretTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final ConfigMaps.Owner OWNER =
            new ConfigMaps.Owner("shop", "default", new OwnerReference());

    private final SecureRandom random = new SecureRandom();
    private final IdentitySecret first = IdentitySecret.first(START, this::fresh);

    private SigningKey fresh(Instant from) {
        return SigningKey.generate(from, random);
    }

    private IdentitySecret step(IdentitySecret key, Duration after, @Nullable String wish) {
        return key.step(MONTH, START.plus(after), wish, this::fresh);
    }

    private static List<String> published(IdentitySecret key) {
        String document =
                String.valueOf(key.publicPart(OWNER).getData().get(IdentitySecret.DOCUMENT));
        return KeyDocument.readPublic(document.getBytes(UTF_8)).stream()
                .map(entry -> entry.id())
                .toList();
    }

    @Test
    void firstKeyIsUsedAtOnceAndTheNextOnesWhenEveryServiceKnowsThem() {
        assertThat(first.from()).isEqualTo(START);
        assertThat(step(first, MONTH.minusSeconds(1), null)).isSameAs(first);

        IdentitySecret second = step(first, MONTH, null);

        assertThat(second.from()).isEqualTo(START.plus(MONTH).plus(RotatedKey.SEEN));
        assertThat(published(second))
                .containsExactly(second.keys().key().id(), first.keys().key().id());
        IdentitySecret alone = step(second, MONTH.plus(RotatedKey.OVERLAP), null);
        assertThat(published(alone)).containsExactly(second.keys().key().id());
        assertThat(alone.from()).isEqualTo(second.from());
    }

    @Test
    void wishIsFollowedOnce() {
        IdentitySecret second = step(first, Duration.ofSeconds(1), "please");
        assertThat(second.isRotating()).isTrue();
        assertThat(step(second, Duration.ofSeconds(2), "please")).isSameAs(second);
        assertThat(step(second, Duration.ofSeconds(2), "again")).isSameAs(second);
    }

    @Test
    void everyStateIsReadAsItWasWritten() {
        for (IdentitySecret key : List.of(first, step(first, MONTH, "x"))) {
            assertThat(IdentitySecret.read(key.secret(OWNER), START)).contains(key);
        }
    }

    @Test
    void privatePartIsInTheSecretAlone() {
        IdentitySecret second = step(first, MONTH, null);
        for (SigningKey key : List.of(first.keys().key(), second.keys().key())) {
            assertThat(second.publicPart(OWNER).toString()).doesNotContain(key.d());
            assertThat(second.toString()).doesNotContain(key.d());
        }
    }

    @Test
    void whatAGatewayWouldNotTakeIsNoKey() {
        Secret secret = first.secret(OWNER);
        SigningKey own = first.keys().key();
        SigningKey other = fresh(START);
        var mixed = new SigningKey(own.id(), START, other.x(), own.d());
        var noPoint = new SigningKey("damaged", START, "Ag" + "A".repeat(41), own.d());
        for (String document :
                List.of(
                        "",
                        "{}",
                        "no",
                        KeyDocument.ofPrivate(List.of(mixed)),
                        KeyDocument.ofPrivate(List.of(own, noPoint)))) {
            secret.setData(Map.of(IdentitySecret.DOCUMENT, KeyMarks.encoded(document)));
            assertThat(IdentitySecret.read(secret, START)).as(document).isEmpty();
        }
        secret.setData(Map.of());
        assertThat(IdentitySecret.read(secret, START)).isEmpty();
    }
}
