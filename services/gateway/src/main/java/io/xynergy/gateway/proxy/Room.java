package io.xynergy.gateway.proxy;

import io.xynergy.gateway.memory.Shedding;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Makes room for a request where slow clients hold what it needs: the slowest of them is ended and
 * the request waits a moment for what it held.
 */
final class Room {

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Shedding shedding;

    Room(Shedding shedding) {
        this.shedding = shedding;
    }

    /**
     * Ends the slowest client that holds what is needed; called on a virtual thread.
     *
     * @param among who holds it
     * @param taken tries to take it, again and again for a quarter of a second at most
     * @return false when it is held by no slow client, or was not let go in time
     */
    boolean make(Predicate<ClientConnection> among, BooleanSupplier taken) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        if (!end(among)) {
            return false;
        }
        do {
            LockSupport.parkNanos(LOOK_NANOS);
            if (taken.getAsBoolean()) {
                return true;
            }
        } while (System.nanoTime() - end < 0);
        return false;
    }

    private boolean end(Predicate<ClientConnection> among) {
        return shedding.endSlowest(
                occupant ->
                        occupant instanceof ClientConnection connection
                                && among.test(connection));
    }
}
