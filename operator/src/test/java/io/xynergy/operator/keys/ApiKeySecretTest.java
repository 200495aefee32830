package io.xynergy.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeySecretTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ConfigMaps.Owner OWNER =
            new ConfigMaps.Owner("shop", "default", new OwnerReference());

    private final NewKeys random = new NewKeys();
    private final ApiKeySecret first = ApiKeySecret.first(START, random::apiKey);

    private static AuthSpec.ApiKey spec(@Nullable Duration every, @Nullable Duration overlap) {
        return new AuthSpec.ApiKey("acme", null, List.of(), every, overlap);
    }

    private static final AuthSpec.ApiKey MONTHLY = spec(Duration.ofDays(30), Duration.ofDays(1));

    private ApiKeySecret step(ApiKeySecret key, AuthSpec.ApiKey spec, Duration after, boolean all) {
        return key.step(
                spec, new ApiKeySecret.Situation(START.plus(after), null, all), random::apiKey);
    }

    private static Secret stored(ApiKeySecret key) {
        return key.secret(OWNER, "acme");
    }

    @Test
    void hashIsOfTheWholeValueAndItsBeginningIsPublic() {
        assertThat(first.value()).startsWith(first.id() + "_").hasSize(10 + 1 + 64);
        assertThat(first.hashes())
                .containsExactly(
                        new KeyHash(
                                first.id(),
                                Policies.digest(
                                        first.value().getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void nothingHappensBeforeItIsTime() {
        assertThat(step(first, MONTHLY, Duration.ofDays(30).minusSeconds(1), true)).isSameAs(first);
        assertThat(step(first, spec(null, null), Duration.ofDays(9999), true)).isSameAs(first);
    }

    @Test
    void newValueIsShownOnlyWhenAllPodsAcceptIt() {
        ApiKeySecret pending = step(first, MONTHLY, Duration.ofDays(30), true);

        assertThat(pending.value()).isEqualTo(first.value());
        assertThat(pending.hashes()).hasSize(2).containsAll(first.hashes());
        assertThat(step(pending, MONTHLY, Duration.ofDays(31), false)).isSameAs(pending);
        ApiKeySecret shown = step(pending, MONTHLY, Duration.ofDays(31), true);
        assertThat(shown.value()).isEqualTo(pending.next());
        assertThat(shown.hashes()).isEqualTo(pending.hashes());
        assertThat(shown.madeAt()).isEqualTo(START.plus(Duration.ofDays(31)));
    }

    @Test
    void missedRotationsAreOneRotation() {
        ApiKeySecret pending = step(first, MONTHLY, Duration.ofDays(300), true);
        ApiKeySecret shown = step(pending, MONTHLY, Duration.ofDays(300), true);

        assertThat(step(shown, MONTHLY, Duration.ofDays(300), true)).isSameAs(shown);
    }

    @Test
    void clockThatGoesBackRotatesNothing() {
        ApiKeySecret shown =
                step(
                        step(first, MONTHLY, Duration.ofDays(30), true),
                        MONTHLY,
                        Duration.ofDays(30),
                        true);

        assertThat(step(shown, MONTHLY, Duration.ofDays(1), true)).isSameAs(shown);
    }

    @Test
    void valueBeforeIsValidForTheOverlapAndNoLonger() {
        ApiKeySecret shown =
                step(
                        step(first, MONTHLY, Duration.ofDays(30), true),
                        MONTHLY,
                        Duration.ofDays(30),
                        true);

        assertThat(step(shown, MONTHLY, Duration.ofDays(31).minusSeconds(1), true)).isSameAs(shown);
        ApiKeySecret alone = step(shown, MONTHLY, Duration.ofDays(31), false);
        assertThat(alone.hashes()).hasSize(1).doesNotContainAnyElementsOf(first.hashes());
    }

    @Test
    void withoutOverlapTheValueBeforeEndsAtOnce() {
        AuthSpec.ApiKey spec = spec(Duration.ofDays(30), Duration.ZERO);
        ApiKeySecret pending = step(first, spec, Duration.ofDays(30), true);

        assertThat(step(pending, spec, Duration.ofDays(30), true).hashes())
                .hasSize(1)
                .doesNotContainAnyElementsOf(first.hashes());
    }

    @Test
    void usualOverlapIsAnHourAndShorterThanTheLifeOfAValue() {
        assertThat(first.previousValidUntil(spec(null, null)))
                .isEqualTo(START.plus(Duration.ofHours(1)));
        assertThat(first.previousValidUntil(spec(Duration.ofMinutes(10), null)))
                .isEqualTo(START.plus(Duration.ofMinutes(5)));
    }

    @Test
    void wishIsFollowedOnce() {
        AuthSpec.ApiKey spec = spec(null, null);
        var wish = new ApiKeySecret.Situation(START.plusSeconds(1), "please", true);

        ApiKeySecret pending = first.step(spec, wish, random::apiKey);
        ApiKeySecret shown = pending.step(spec, wish, random::apiKey);

        assertThat(shown.id()).isNotEqualTo(first.id());
        assertThat(shown.step(spec, wish, random::apiKey)).isSameAs(shown);
    }

    @Test
    void everyStateIsReadAsItWasWritten() {
        ApiKeySecret pending = step(first, MONTHLY, Duration.ofDays(30), true);
        ApiKeySecret shown = step(pending, MONTHLY, Duration.ofDays(30), true);
        var asked = new ApiKeySecret.Situation(START.plus(Duration.ofDays(40)), "x", true);
        ApiKeySecret both = shown.step(MONTHLY, asked, random::apiKey);

        for (ApiKeySecret key : List.of(first, pending, shown, both)) {
            assertThat(ApiKeySecret.read(stored(key), START)).contains(key);
        }
    }

    @Test
    void valueThatIsNoneIsNotTaken() {
        for (String bad : List.of("", "password", "k_1234_5678", first.value() + "0")) {
            Secret secret = stored(first);
            Map<String, String> data = new HashMap<>(secret.getData());
            data.put("key", KeyMarks.encoded(bad));
            secret.setData(data);

            assertThat(ApiKeySecret.read(secret, START)).as(bad).isEmpty();
        }
    }

    @Test
    void textSaysNothingOfTheValues() {
        ApiKeySecret pending = step(first, MONTHLY, Duration.ofDays(30), true);

        assertThat(pending.toString())
                .doesNotContain(first.value())
                .doesNotContain(Objects.requireNonNull(pending.next()));
    }
}
