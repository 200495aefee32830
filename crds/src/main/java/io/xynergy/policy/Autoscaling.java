package io.xynergy.policy;

import org.jspecify.annotations.Nullable;

/**
 * Bounds and targets of a horizontal autoscaler.
 *
 * @param targetCPU percent of the requested CPU
 * @param targetConcurrency requests in flight per pod
 */
public record Autoscaling(
        int min, int max, @Nullable Integer targetCPU, @Nullable Integer targetConcurrency) {}
