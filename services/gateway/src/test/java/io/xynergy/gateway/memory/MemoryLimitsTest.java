package io.xynergy.gateway.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MemoryLimitsTest {

    private static final long MI = 1L << 20;

    @Test
    void podsHeapAndBuffersFitIntoItsMemory() {
        MemoryLimits limits = MemoryLimits.of(256 * MI, 256 * MI, 512 * MI);

        assertThat(limits.heap()).isBetween(128 * MI, 192 * MI);
        // What is left beside the heap is for the JVM, too.
        assertThat(limits.direct()).isEqualTo(112 * MI);
    }

    @Test
    void largeMachinesBuffersAreBoundedByTheJvmsOwnLimit() {
        MemoryLimits limits = MemoryLimits.of(64 * MI, 64 * MI, 16_384 * MI);

        assertThat(limits.heap()).isLessThan(64 * MI * 2 / 3);
        assertThat(limits.direct()).isEqualTo(48 * MI);
    }

    @Test
    void neverMoreThanTheJvmGives() {
        assertThat(MemoryLimits.of(64 * MI, MI, 16_384 * MI).direct()).isLessThan(MI);
        assertThat(MemoryLimits.of(480 * MI, 64 * MI, 512 * MI).direct()).isBetween(1L, 64 * MI);
    }

    @Test
    void thisProcessHasSome() {
        MemoryLimits limits = MemoryLimits.ofThisProcess();

        assertThat(limits.heap()).isBetween(MI, Runtime.getRuntime().maxMemory());
        assertThat(limits.direct()).isPositive();
    }
}
