package io.xynergy.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.Resources;
import org.junit.jupiter.api.Test;

/** Quantities are written as the API server stores them. */
class QuantitiesTest {

    @Test
    void cpuIsInCoresWhereItCanBe() {
        assertThat(Quantities.of(new Cpu(2000))).hasToString("2");
        assertThat(Quantities.of(new Cpu(1500))).hasToString("1500m");
    }

    @Test
    void memoryIsInTheLargestUnit() {
        assertThat(Quantities.of(new ByteSize(1L << 30))).hasToString("1Gi");
        assertThat(Quantities.of(new ByteSize(1536L << 20))).hasToString("1536Mi");
        assertThat(Quantities.of(new ByteSize(1000))).hasToString("1000");
        assertThat(Quantities.of(new ByteSize(0))).hasToString("0");
    }

    @Test
    void cpuHasALimitOnlyWhenItWasAskedFor() {
        assertThat(Quantities.limits(null)).containsOnlyKeys("memory");
        assertThat(Quantities.limits(new Resources(new Cpu(500), null)))
                .containsOnlyKeys("cpu", "memory");
    }
}
