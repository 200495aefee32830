package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.resource.PolicyStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server rests after a status, but never for long. */
class PolicyStateTest {

    private final PolicyState state = new PolicyState("uid");

    @Test
    void theFirstStatusWaitsForNothing() {
        assertThat(state.rest(1)).isZero();
    }

    @ParameterizedTest(name = "{index}: {0} ms")
    @CsvSource({"1, 250", "100, 300", "1000, 3000", "20000, 5000"})
    void aStatusIsFollowedByThreeTimesWhatThePassTookWithinBounds(long pass, long rest) {
        long end = Duration.ofMillis(pass).toNanos();

        state.wrote(PolicyStatus.NONE, 0, end);

        assertThat(Duration.ofNanos(state.rest(end))).isEqualTo(Duration.ofMillis(rest));
        assertThat(state.rest(end + Duration.ofMillis(rest).toNanos())).isZero();
    }
}
