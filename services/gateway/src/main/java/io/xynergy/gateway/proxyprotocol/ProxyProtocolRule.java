package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.address.AddressBlocks;
import io.xynergy.policy.compiled.GatewayConfig;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whose connections begin with a header.
 *
 * @param from load balancers; a header from elsewhere is not read
 * @param required whether their connections are closed that begin without one
 */
public record ProxyProtocolRule(AddressBlocks from, boolean required) {

    /**
     * The rule of a configuration; null when nobody sends headers.
     *
     * @throws IllegalArgumentException if a block of addresses is none
     */
    public static @Nullable ProxyProtocolRule of(GatewayConfig.@Nullable ProxyProtocol settings) {
        return settings == null
                ? null
                : new ProxyProtocolRule(AddressBlocks.of(settings.from()), settings.required());
    }

    boolean isFor(InetAddress peer) {
        return from.contains(peer);
    }
}
