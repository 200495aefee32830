package io.xynergy.gateway.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one table of failures: what clients, metrics and logs are told of each. */
final class FailureKindTest {

    @ParameterizedTest
    @EnumSource
    void failureHasAStatusOfItsSideACodeAndASentence(FailureKind kind) {
        assertThat(kind.status()).isBetween(400, 599);
        if (kind.who() == FailureKind.Who.UPSTREAM) {
            assertThat(kind.status()).isBetween(500, 599);
        }
        assertThat(kind.code()).matches("[a-z][a-z0-9_]*");
        assertThat(kind.message()).matches("[A-Z].*[.]").doesNotContain("answer");
    }

    @ParameterizedTest
    @EnumSource
    void labelIsTheKindsOwnNameSoThatNoTwoAreCountedTogether(FailureKind kind) {
        assertThat(kind.label()).isEqualTo(kind.name().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource
    void timeOutsHaveAPhaseAndOthersHaveNone(FailureKind kind) {
        assertThat(kind.phase() != null).isEqualTo(kind.name().endsWith("TIMEOUT"));
    }

    /** What is published is counted by some failure. */
    @Test
    void everyPhaseAndEveryLimitHasAFailure() {
        assertThat(Arrays.stream(FailureKind.values()).map(FailureKind::phase))
                .contains(Phase.values());
        assertThat(Arrays.stream(FailureKind.values()).map(FailureKind::limit))
                .contains(Limit.values());
    }
}
