package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.Opening;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A connection whose header is not there yet, and what has come of it. */
final class HeaderWait {

    /** Enough for what most load balancers write, and for the beginning of the first request. */
    private static final int FIRST_READ = 256;

    private static final byte[] NOTHING = {};

    private final Transport transport;
    private final Account heap;
    private final Opening opening;
    private byte[] bytes = NOTHING;
    private int end;

    HeaderWait(Transport transport, GatewayCounters counters, Account heap) {
        this.transport = transport;
        this.heap = heap;
        this.opening =
                new Opening(() -> {
                    counters.connectionShed(GatewayCounters.Shed.SLOW_PROXY_HEADER);
                    transport.close();
                });
    }

    /** What it is to those who end the slowest. */
    Opening opening() {
        return opening;
    }

    Transport transport() {
        return transport;
    }

    /** What has come lies at its beginning. */
    byte[] bytes() {
        return bytes;
    }

    /** How many bytes have come. */
    int end() {
        return end;
    }

    /** Waits for the first byte. */
    void awaitFirst() throws IOException {
        waits();
        transport.awaitReadable();
        waited();
    }

    /**
     * Reads on. Room grows with what has come, not with what a length field asks for.
     *
     * @param needed bytes of the whole header, as far as is known
     * @return how many bytes came; −1 at the end
     */
    int fill(int needed) throws IOException {
        if (end == bytes.length) {
            int doubled = Math.max(FIRST_READ, 2 * end);
            grow(needed > end ? Math.min(Math.max(needed, FIRST_READ), doubled) : doubled);
        }
        waits();
        int read = transport.fill(ByteBuffer.wrap(bytes, end, bytes.length - end));
        waited();
        end += Math.max(read, 0);
        return read;
    }

    private void grow(int size) {
        heap.take(size - bytes.length);
        bytes = Arrays.copyOf(bytes, size);
    }

    private void waits() {
        opening.sending().waits(Pace.Wait.PROXY_HEADER, System.nanoTime());
    }

    private void waited() {
        opening.sending().moved(0, System.nanoTime()); // the wait for a header adds up
    }

    /** What has come from {@code from} on. */
    ByteBuffer rest(int from) {
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, end));
    }

    /** The wait ends; false when it was ended already because memory was short. */
    boolean over() {
        return opening.over();
    }

    /** Drops the bytes. */
    void forget() {
        heap.give(bytes.length);
        bytes = NOTHING;
        end = 0;
    }
}
