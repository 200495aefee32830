package io.xynergy.operator.delivery;

import java.net.URI;

/**
 * A pod to deliver to.
 *
 * @param name the pod's
 * @param identity changes when the process does
 * @param admin root of its admin port
 */
public record Peer(String name, String identity, URI admin) {}
