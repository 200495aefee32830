package io.xynergy.policy.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeyStateTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final NewKeys random = new NewKeys();
    private final ApiKeyState first = ApiKeyState.first(START, random::apiKey);

    private static AuthSpec.ApiKey spec(@Nullable Duration every, @Nullable Duration overlap) {
        return new AuthSpec.ApiKey("acme", null, List.of(), every, overlap);
    }

    private static final AuthSpec.ApiKey MONTHLY = spec(Duration.ofDays(30), Duration.ofDays(1));

    private ApiKeyState step(ApiKeyState key, AuthSpec.ApiKey spec, Duration after, boolean all) {
        return key.step(
                spec, new ApiKeyState.Situation(START.plus(after), null, all), random::apiKey);
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
        ApiKeyState pending = step(first, MONTHLY, Duration.ofDays(30), true);

        assertThat(pending.value()).isEqualTo(first.value());
        assertThat(pending.hashes()).hasSize(2).containsAll(first.hashes());
        assertThat(step(pending, MONTHLY, Duration.ofDays(31), false)).isSameAs(pending);
        ApiKeyState shown = step(pending, MONTHLY, Duration.ofDays(31), true);
        assertThat(shown.value()).isEqualTo(pending.next());
        assertThat(shown.hashes()).isEqualTo(pending.hashes());
        assertThat(shown.madeAt()).isEqualTo(START.plus(Duration.ofDays(31)));
    }

    @Test
    void missedRotationsAreOneRotation() {
        ApiKeyState pending = step(first, MONTHLY, Duration.ofDays(300), true);
        ApiKeyState shown = step(pending, MONTHLY, Duration.ofDays(300), true);

        assertThat(step(shown, MONTHLY, Duration.ofDays(300), true)).isSameAs(shown);
    }

    @Test
    void clockThatGoesBackRotatesNothing() {
        ApiKeyState shown =
                step(
                        step(first, MONTHLY, Duration.ofDays(30), true),
                        MONTHLY,
                        Duration.ofDays(30),
                        true);

        assertThat(step(shown, MONTHLY, Duration.ofDays(1), true)).isSameAs(shown);
    }

    @Test
    void valueBeforeIsValidForTheOverlapAndNoLonger() {
        ApiKeyState shown =
                step(
                        step(first, MONTHLY, Duration.ofDays(30), true),
                        MONTHLY,
                        Duration.ofDays(30),
                        true);

        assertThat(step(shown, MONTHLY, Duration.ofDays(31).minusSeconds(1), true)).isSameAs(shown);
        ApiKeyState alone = step(shown, MONTHLY, Duration.ofDays(31), false);
        assertThat(alone.hashes()).hasSize(1).doesNotContainAnyElementsOf(first.hashes());
    }

    @Test
    void withoutOverlapTheValueBeforeEndsAtOnce() {
        AuthSpec.ApiKey spec = spec(Duration.ofDays(30), Duration.ZERO);
        ApiKeyState pending = step(first, spec, Duration.ofDays(30), true);

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
        var wish = new ApiKeyState.Situation(START.plusSeconds(1), "please", true);

        ApiKeyState pending = first.step(spec, wish, random::apiKey);
        ApiKeyState shown = pending.step(spec, wish, random::apiKey);

        assertThat(shown.id()).isNotEqualTo(first.id());
        assertThat(shown.step(spec, wish, random::apiKey)).isSameAs(shown);
    }

    @Test
    void textSaysNothingOfTheValues() {
        ApiKeyState pending = step(first, MONTHLY, Duration.ofDays(30), true);

        assertThat(pending.toString())
                .doesNotContain(first.value())
                .doesNotContain(Objects.requireNonNull(pending.next()));
    }
}
