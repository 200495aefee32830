package io.xynergy.gateway.proxy;

import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.Occupant;
import io.xynergy.gateway.memory.Shedding;
import io.xynergy.gateway.upstream.UpstreamPool;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The {@link Room} of each thing that requests hold; looked up only where it is scarce. */
final class Rooms {

    private final Shedding shedding;
    private final WaitingLine line;
    private final Room requests;
    private final Room memory;
    private final Map<UpstreamPool, Room> known = new ConcurrentHashMap<>();

    /**
     * Room of which nobody waits for any yet.
     *
     * @param heap bounds how many requests may wait: all of them hold no more than its last eighth
     */
    Rooms(Shedding shedding, Account heap) {
        this.shedding = shedding;
        this.line = new WaitingLine((int) Math.max(2, heap.limit() / 8 / MemoryLedger.REQUEST));
        this.requests = new Room(shedding, line, among(ClientOccupant::isForwarding), () -> 0);
        this.memory = new Room(shedding, line, _ -> true, () -> 0);
    }

    /** Among the requests in flight. */
    Room requests() {
        return requests;
    }

    /** In the heap. */
    Room memory() {
        return memory;
    }

    /** Among a pool's connections. */
    Room of(UpstreamPool pool) {
        Room room = known.get(pool);
        if (room == null) {
            known.keySet().removeIf(UpstreamPool::isRetired);
            room = known.computeIfAbsent(pool, this::make);
        }
        return room;
    }

    private Room make(UpstreamPool pool) {
        int mark = mark(pool);
        return new Room(
                shedding, line, among(other -> other.uses(pool)), () -> pool.inUse() - mark);
    }

    private static Predicate<Occupant> among(Predicate<ClientOccupant> holders) {
        return occupant -> occupant instanceof ClientOccupant client && holders.test(client);
    }

    /** A request is over, and so is its hold of a pool. */
    void freed(@Nullable UpstreamPool pool) {
        requests.freed();
        memory.freed();
        Room room = pool == null ? null : known.get(pool);
        if (room != null) {
            room.freed();
        }
    }

    /** Whether nearly all connections that a pool may have are in use. */
    static boolean isScarce(UpstreamPool pool) {
        return pool.inUse() > mark(pool);
    }

    private static int mark(UpstreamPool pool) {
        int most = pool.service().maxConnections();
        return most - most / 8;
    }
}
