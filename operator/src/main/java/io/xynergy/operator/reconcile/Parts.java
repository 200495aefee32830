package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.delivery.Deliveries;
import io.xynergy.operator.model.Platform;
import io.xynergy.operator.policy.Neighbours;
import io.xynergy.policy.keys.NewKeys;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all passes share.
 *
 * @param address where the admin port of a pod is
 */
record Parts(
        KubernetesClient client,
        ObjectWriter writer,
        Deliveries<ResourceID> deliveries,
        Neighbours neighbours,
        Supplier<Platform> platform,
        Function<Pod, Optional<URI>> address,
        OperatorEvents events,
        NewKeys newKeys,
        SecureRandom random,
        KeyLives keyLives,
        Times times) {}
