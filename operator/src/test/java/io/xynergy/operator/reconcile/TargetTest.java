package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.model.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetTest {

    private static final Configuration SPEC = configuration("spec");
    private static final Configuration GOOD = configuration("good");
    private static final Configuration OLD = configuration("old");

    private static Configuration configuration(String text) {
        return Configuration.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Target target(
            @Nullable Configuration compiled,
            @Nullable Configuration published,
            boolean rejected,
            @Nullable String pin) {
        String good = GOOD.digest().substring(0, 12);
        return Target.of(
                new Target.Choice(compiled, published, rejected, good, pin),
                digest ->
                        OLD.digest().startsWith(digest)
                                ? Optional.of(OLD)
                                : GOOD.digest().startsWith(digest)
                                        ? Optional.of(GOOD)
                                        : Optional.empty());
    }

    @Test
    void validSpecIsServed() {
        assertThat(target(SPEC, GOOD, false, null)).isEqualTo(new Target(SPEC, Target.Why.SPEC));
    }

    @Test
    void withoutAValidSpecWhatIsPublishedStays() {
        assertThat(target(null, GOOD, false, null)).isEqualTo(new Target(GOOD, Target.Why.KEPT));
        assertThat(target(null, null, false, null)).isEqualTo(new Target(null, Target.Why.KEPT));
    }

    @Test
    void rejectedSpecGivesWayToTheLastGoodOne() {
        assertThat(target(SPEC, SPEC, true, null)).isEqualTo(new Target(GOOD, Target.Why.REJECTED));
    }

    @Test
    void rejectedSpecThatIsTheLastGoodOneStays() {
        assertThat(target(GOOD, GOOD, true, null)).isEqualTo(new Target(GOOD, Target.Why.SPEC));
    }

    @Test
    void pinComesBeforeAll() {
        String pin = OLD.digest().substring(0, 8);

        assertThat(target(SPEC, SPEC, true, pin)).isEqualTo(new Target(OLD, Target.Why.PINNED));
        assertThat(target(null, GOOD, false, pin)).isEqualTo(new Target(OLD, Target.Why.PINNED));
    }

    @Test
    void pinThatNobodyKeepsChangesNothing() {
        assertThat(target(SPEC, GOOD, false, "ffff"))
                .isEqualTo(new Target(SPEC, Target.Why.PIN_UNKNOWN));
    }
}
