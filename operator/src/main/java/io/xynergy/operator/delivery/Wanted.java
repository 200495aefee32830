package io.xynergy.operator.delivery;

import java.util.List;

/**
 * What the pods of one policy should serve.
 *
 * @param key that deliveries are signed with; not to be changed
 * @param peers ready pods
 */
public record Wanted(Document config, Document endpoints, byte[] key, List<Peer> peers) {

    public Wanted {
        peers = List.copyOf(peers);
    }
}
