package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.observe.GatewayCounters.ProxyHeader;
import org.jspecify.annotations.Nullable;

/** What the first bytes of a connection are. */
sealed interface Parsed {

    /**
     * Not yet to be told.
     *
     * @param needed bytes without which it cannot be told, from the first on
     */
    record Incomplete(int needed) implements Parsed {}

    /** No header, and never one. */
    record Absent() implements Parsed {}

    /**
     * A header.
     *
     * @param length in bytes; what follows is for whoever serves the connection
     * @param announcement null: the connection is the load balancer's own
     */
    record Header(ProxyHeader result, int length, @Nullable Announcement announcement)
            implements Parsed {}

    /** The beginning of a header that cannot be taken. */
    record Refused(ProxyHeader result, String reason) implements Parsed {

        static Refused invalid(String reason) {
            return new Refused(ProxyHeader.INVALID, reason);
        }
    }
}
