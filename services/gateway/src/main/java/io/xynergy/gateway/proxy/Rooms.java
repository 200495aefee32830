package io.xynergy.gateway.proxy;

import io.xynergy.gateway.memory.Shedding;
import io.xynergy.gateway.upstream.UpstreamPool;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The {@link Room} of each thing that requests hold; looked up only where it is scarce. */
final class Rooms {

    private final Shedding shedding;
    private final Room requests;
    private final Map<UpstreamPool, Room> pools = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    Rooms(Shedding shedding) {
        this.shedding = shedding;
        this.requests = new Room(shedding, ClientConnection::isForwarding, () -> 0);
    }

    /** Among the requests in flight. */
    Room requests() {
        return requests;
    }

    /** Among a pool's connections. */
    Room of(UpstreamPool pool) {
        lock.lock();
        try {
            Room known = pools.get(pool);
            if (known == null) {
                pools.keySet().removeIf(UpstreamPool::isRetired);
                known = make(pool);
                pools.put(pool, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private Room make(UpstreamPool pool) {
        int mark = mark(pool);
        return new Room(shedding, other -> other.uses(pool), () -> pool.open() - mark);
    }

    /** Whether nearly all connections that a pool may have are there. */
    static boolean isScarce(UpstreamPool pool) {
        return pool.open() > mark(pool);
    }

    private static int mark(UpstreamPool pool) {
        int most = pool.service().maxConnections();
        return most - most / 8;
    }
}
