package io.xynergy.operator.model;

import org.jspecify.annotations.Nullable;

/**
 * What the operator knows of itself and of its cluster.
 *
 * @param gatewayImage image of the data plane
 * @param namespace where the operator runs
 * @param monitoringNamespace whose pods may read metrics; absent: nobody's but the operator
 * @param monitors whether the cluster knows the kinds of the Prometheus operator
 */
public record Platform(
        String gatewayImage,
        String namespace,
        @Nullable String monitoringNamespace,
        boolean monitors) {}
