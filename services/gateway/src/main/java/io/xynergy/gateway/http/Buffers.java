package io.xynergy.gateway.http;

import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.MemoryLedger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The reusable memory of one lane: exchanges, outputs, stream buffers and digests.
 *
 * <p>A connection that waits holds none of it, and half a head is kept in as many bytes as it has.
 * What is in use and what is kept unused is in the ledger; what is kept is bounded here.
 */
public final class Buffers {

    /**
     * Of the heap that connections may hold, so much at most is in exchanges that nobody uses, on
     * all lanes together. A busy gateway has as many in use as requests wait for upstreams; were
     * fewer kept, each request beyond them would make its own and leave it to the collector.
     */
    private static final int SHARE_OF_HEAP = 8;

    /** An upstream's response is mostly passed on at once: few are passed on at the same time. */
    private static final int KEPT_CLIENTS = 256;

    private static final int LEAST_KEPT = 64;
    private static final int MOST_KEPT = 4096;

    /** Outputs are lent for one write, and only those that wait for a peer are many. */
    private static final int KEPT_OUTPUTS = 32;

    private static final int KEPT_STREAMS = 64;
    private static final int KEPT_DIGESTS = 8;

    private final MemoryLedger ledger;
    private final Stash<byte[]> arrays;
    private final Stash<ServerExchange> servers;
    private final Stash<ClientExchange> clients;
    private final Stash<Output> outputs;
    private final Stash<StreamBuffer> streams;
    private final Stash<StreamBuffer> smallStreams;
    private final Stash<MessageDigest> digests;

    /**
     * Holds nothing yet; what it will hold is in the ledger.
     *
     * @param lanes how many lanes share the memory, each with buffers of its own
     */
    public Buffers(MemoryLedger ledger, int lanes) {
        this.ledger = ledger;
        Account heap = ledger.heap();
        Account direct = ledger.direct();
        long share = heap.limit() / SHARE_OF_HEAP / lanes / ServerExchange.BYTES;
        int kept = Math.clamp(share, LEAST_KEPT, MOST_KEPT);
        arrays = new Stash<>(KEPT_OUTPUTS, heap, HeadBytes.HELD, () -> new byte[HeadBytes.HELD]);
        servers = new Stash<>(kept, heap, ServerExchange.BYTES, () -> new ServerExchange(this));
        clients =
                new Stash<>(
                        Math.min(kept, KEPT_CLIENTS),
                        heap,
                        ClientExchange.BYTES,
                        () -> new ClientExchange(this));
        outputs = new Stash<>(KEPT_OUTPUTS, heap, Output.CAPACITY, () -> new Output(this::give));
        streams = streams(KEPT_STREAMS, direct, StreamBuffer.LARGE);
        smallStreams = streams(KEPT_STREAMS, direct, StreamBuffer.SMALL);
        digests = new Stash<>(KEPT_DIGESTS, heap, 512, Buffers::newSha256);
    }

    private Stash<StreamBuffer> streams(int kept, Account direct, int data) {
        return new Stash<>(
                kept,
                direct,
                data,
                () -> new StreamBuffer(data, this::give),
                StreamBuffer::dropped);
    }

    /** The memory that all lanes share. */
    public MemoryLedger ledger() {
        return ledger;
    }

    /** An array for a head that is larger than most, of at least {@code least} bytes. */
    byte[] takeArray(int least) {
        if (least <= HeadBytes.HELD) {
            return arrays.take();
        }
        ledger.heap().take(least);
        return new byte[least];
    }

    void give(byte[] array) {
        if (array.length == HeadBytes.HELD) {
            arrays.give(array);
        } else {
            ledger.heap().give(array.length);
        }
    }

    public ServerExchange takeServer() {
        return servers.take();
    }

    public void give(ServerExchange exchange) {
        exchange.detach();
        servers.give(exchange);
    }

    public ClientExchange takeClient() {
        return clients.take();
    }

    void give(ClientExchange exchange) {
        exchange.detach();
        clients.give(exchange);
    }

    public Output takeOutput() {
        return outputs.take();
    }

    private void give(Output output) {
        outputs.give(output);
    }

    /**
     * A buffer for a part of a stream; a small one while direct memory is short.
     *
     * @param slow whether the stream's receiver has made its sender wait before, so that the buffer
     *     may be held for long
     */
    public StreamBuffer takeStream(boolean slow) {
        Account direct = ledger.direct();
        boolean large = direct.held() < (slow ? direct.limit() / 4 : direct.limit() / 2);
        return large ? streams.take() : smallStreams.take();
    }

    private void give(StreamBuffer stream) {
        if (stream.isLarge()) {
            streams.give(stream);
        } else {
            smallStreams.give(stream);
        }
    }

    /** The SHA-256 of {@code bytes[start, end)}. */
    public byte[] sha256(byte[] bytes, int start, int end) {
        MessageDigest sha256 = digests.take();
        try {
            sha256.update(bytes, start, end - start);
            return sha256.digest();
        } finally {
            digests.give(sha256); // asked for its result, and so new again
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
