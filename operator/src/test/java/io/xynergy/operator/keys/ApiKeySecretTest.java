package io.xynergy.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.keys.ApiKeyState;
import io.xynergy.policy.keys.NewKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiKeySecretTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ConfigMaps.Owner OWNER =
            new ConfigMaps.Owner("shop", "default", new OwnerReference());
    private static final AuthSpec.ApiKey MONTHLY =
            new AuthSpec.ApiKey("acme", null, List.of(), Duration.ofDays(30), Duration.ofDays(1));

    private final NewKeys random = new NewKeys();
    private final ApiKeyState first = ApiKeyState.first(START, random::apiKey);

    private ApiKeyState step(ApiKeyState key, Duration after) {
        return key.step(
                MONTHLY, new ApiKeyState.Situation(START.plus(after), null, true), random::apiKey);
    }

    private static Secret stored(ApiKeyState key) {
        return ApiKeySecret.of(key, OWNER, "acme");
    }

    @Test
    void everyStateIsReadAsItWasWritten() {
        ApiKeyState pending = step(first, Duration.ofDays(30));
        ApiKeyState shown = step(pending, Duration.ofDays(30));
        var asked = new ApiKeyState.Situation(START.plus(Duration.ofDays(40)), "x", true);
        ApiKeyState both = shown.step(MONTHLY, asked, random::apiKey);

        for (ApiKeyState key : List.of(first, pending, shown, both)) {
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
}
