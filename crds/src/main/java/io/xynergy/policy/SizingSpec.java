package io.xynergy.policy;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Whether the operator advises sizes of pods or also applies them, and within which bounds. */
public record SizingSpec(
        @Default("Recommend") Mode mode, @Nullable Bounds bounds, @Nullable Prices prices) {

    /** What is done with an advised size. */
    public enum Mode {
        OFF,
        RECOMMEND,
        APPLY
    }

    /** Sizes are advised only within these. */
    public record Bounds(@Nullable CpuRange cpu, @Nullable MemoryRange memory) {}

    /** The least and the most CPU. */
    public record CpuRange(@Nullable Cpu min, @Nullable Cpu max) {}

    /** The least and the most memory. */
    public record MemoryRange(@Nullable ByteSize min, @Nullable ByteSize max) {}

    /** What a core and a GiB cost per hour. */
    public record Prices(
            BigDecimal cpuHour, BigDecimal memoryGiBHour, @Default("USD") String currency) {}
}
