package io.xynergy.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final String EARLIER = "2026-01-01T00:00:00Z";
    private static final String NOW = "2026-01-01T00:01:00Z";

    private static Conditions after(Condition... before) {
        return new Conditions(List.of(before), 7, () -> Instant.parse(NOW));
    }

    private static Condition live(String status) {
        return new Condition(Conditions.LIVE, status, 6, EARLIER, "Reason", "text");
    }

    @Test
    void timeOfTheTransitionStaysWhileTheStatusDoes() {
        Conditions conditions = after(live("True"));

        conditions.yes(Conditions.LIVE, "Live", "all pods");

        assertThat(conditions.list())
                .containsExactly(
                        new Condition(Conditions.LIVE, "True", 7, EARLIER, "Live", "all pods"));
    }

    @Test
    void timeOfTheTransitionIsNowWhenTheStatusFlips() {
        Conditions conditions = after(live("True"));

        conditions.no(Conditions.LIVE, "Laggards", "one");

        assertThat(conditions.list().getFirst().lastTransitionTime()).isEqualTo(NOW);
        assertThat(conditions.changed()).hasSize(1);
    }

    @Test
    void keptConditionSpeaksOfItsOwnGeneration() {
        Conditions conditions = after(live("True"));

        conditions.keep(Conditions.LIVE);

        assertThat(conditions.list()).containsExactly(live("True"));
        assertThat(conditions.changed()).isEmpty();
    }

    @Test
    void longMessagesAreCut() {
        Conditions conditions = after();

        conditions.no(Conditions.ACCEPTED, "Invalid", "x".repeat(100_000));

        assertThat(conditions.list().getFirst().message()).hasSizeLessThan(10_000).endsWith("...");
    }
}
