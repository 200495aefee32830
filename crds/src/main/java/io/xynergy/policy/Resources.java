package io.xynergy.policy;

import org.jspecify.annotations.Nullable;

/** What one pod asks for and may use. */
public record Resources(@Nullable Cpu cpu, @Nullable ByteSize memory) {}
