package io.xynergy.gateway.upstream;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;

/**
 * A connection to one endpoint, lent to one request at a time.
 *
 * <p>Whoever has it gives it back with {@link #release} or {@link #discard}, once.
 */
public final class UpstreamConnection implements Lease {

    private final UpstreamPool pool;
    private final Endpoint endpoint;
    private final Transport transport;
    private final int lane;
    private long idleSince;
    private boolean reused;
    private boolean lent = true;

    /** Whether its last response ended by rule, so that bytes may follow that belong to nobody. */
    private boolean doubtful;

    /** Whether it would have left the idle by itself, had the upstream closed it. */
    private boolean watched;

    UpstreamConnection(UpstreamPool pool, Endpoint endpoint, Transport transport, int lane) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.transport = transport;
        this.lane = lane;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Transport transport() {
        return transport;
    }

    /** Whether it served a request before, so that the upstream may have closed it meanwhile. */
    public boolean isReused() {
        return reused;
    }

    /** Whether it has to be silent for a while before it is lent again. */
    boolean isDoubtful() {
        return doubtful;
    }

    long idleSince() {
        return idleSince;
    }

    /** Gives it back for the next request; its response was read to the end. */
    public void release(long now) {
        doubtful = false;
        keep(now);
    }

    /**
     * Gives it back after a response that has no body by rule alone (RFC 9112, 6.3). It is lent
     * again only when it has been silent for a while, and not at all if its endpoint was caught
     * sending bytes that nobody asked for: they would be the response to another's request.
     */
    public void releaseDoubtful(long now) {
        if (endpoint.hasSentUnasked()) {
            discard();
            return;
        }
        doubtful = true;
        keep(now);
    }

    /** Gives it back unfit, because bytes came behind a response that has no body. */
    public void discardOverrun() {
        endpoint.sentUnasked(pool.service().name());
        discard();
    }

    private void keep(long now) {
        lent = false;
        endpoint.leave();
        idleSince = now;
        reused = true;
        transport.readDeadline(Transport.NO_DEADLINE);
        if (endpoint.idle(lane).keep(this)) {
            watched = transport.onUnread(this::endedWhileIdle);
        } else {
            pool.connectionClosed(this);
            transport.close();
        }
    }

    /** Gives it back unfit for another request. */
    public void discard() {
        if (!lent) {
            return; // it was given back already
        }
        lent = false;
        endpoint.leave();
        pool.connectionClosed(this);
        transport.close();
    }

    /** Takes it from among the idle; false when it is found unfit, and gone then. */
    boolean reuse(boolean probe) {
        transport.onUnread(null);
        if ((probe || !watched || doubtful) && !isSilent()) {
            discardIdle();
            return false;
        }
        if (doubtful && endpoint.hasSentUnasked()) {
            discardIdle();
            return false;
        }
        lent = true;
        endpoint.enter();
        return true;
    }

    /** Whether the upstream neither sent nor ended anything since the last response. */
    private boolean isSilent() {
        try {
            Transport.Peer did = transport.look();
            if (did == Transport.Peer.SENT) {
                endpoint.sentUnasked(pool.service().name());
            }
            return did == Transport.Peer.SILENT;
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes it while it belongs to nobody. */
    void discardIdle() {
        pool.connectionClosed(this);
        transport.close();
    }

    private void endedWhileIdle() {
        if (endpoint.idle(lane).remove(this)) {
            var _ = isSilent(); // bytes, which are counted, or the end
            discardIdle();
        }
    }
}
