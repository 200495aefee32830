package io.xynergy.gateway.exchange;

import java.time.Duration;

/**
 * How long the gateway waits for clients.
 *
 * @param head for a complete head, from its first byte; also for the first byte of a connection
 * @param idle for the next request on a kept connection
 * @param body between two reads of a body
 * @param write for a slow reader to take one buffer
 * @param linger for a client to take notice of a response before its connection is closed
 * @param tunnel without a byte in either direction of a tunnel
 * @param leave for the response to a client whose side has ended, until it is asked whether it has
 *     left
 * @param age after which a connection ends with the response that it gives next, about: so that new
 *     pods get their part of clients who keep connections
 */
public record ClientTimeouts(
        Duration head,
        Duration idle,
        Duration body,
        Duration write,
        Duration linger,
        Duration tunnel,
        Duration leave,
        Duration age) {

    private static final ClientTimeouts DEFAULTS =
            new ClientTimeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(5));

    /**
     * 10 s for a head, 75 s idle, 30 s between reads and for a write, 1 h for a silent tunnel, 3 s
     * until somebody who may have left is asked, 5 min on one connection.
     */
    public static ClientTimeouts defaults() {
        return DEFAULTS;
    }

    public ClientTimeouts head(Duration newHead) {
        return new ClientTimeouts(newHead, idle, body, write, linger, tunnel, leave, age);
    }

    public ClientTimeouts idle(Duration newIdle) {
        return new ClientTimeouts(head, newIdle, body, write, linger, tunnel, leave, age);
    }

    public ClientTimeouts body(Duration newBody) {
        return new ClientTimeouts(head, idle, newBody, write, linger, tunnel, leave, age);
    }

    public ClientTimeouts write(Duration newWrite) {
        return new ClientTimeouts(head, idle, body, newWrite, linger, tunnel, leave, age);
    }

    public ClientTimeouts tunnel(Duration newTunnel) {
        return new ClientTimeouts(head, idle, body, write, linger, newTunnel, leave, age);
    }

    public ClientTimeouts leave(Duration newLeave) {
        return new ClientTimeouts(head, idle, body, write, linger, tunnel, newLeave, age);
    }

    public ClientTimeouts age(Duration newAge) {
        return new ClientTimeouts(head, idle, body, write, linger, tunnel, leave, newAge);
    }

    /** When something that may take {@code patience} from now on must be done. */
    public static long deadline(Duration patience) {
        return System.nanoTime() + patience.toNanos();
    }
}
