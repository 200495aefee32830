package io.xynergy.gateway.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The reusable memory of one lane: exchanges, outputs, stream buffers and digests.
 *
 * <p>A connection that waits holds none of it. What is in use is bounded by the requests in flight;
 * what is kept unused is bounded here.
 */
public final class Buffers {

    private static final int KEPT = 256;
    private static final int KEPT_STREAMS = 64;
    private static final int KEPT_DIGESTS = 8;

    private final Stash<ServerExchange> servers = new Stash<>(KEPT, ServerExchange::new);
    private final Stash<ClientExchange> clients = new Stash<>(KEPT, ClientExchange::new);
    private final Stash<Output> outputs = new Stash<>(KEPT, Output::new);
    private final Stash<StreamBuffer> streams = new Stash<>(KEPT_STREAMS, StreamBuffer::new);

    private final Stash<MessageDigest> digests = new Stash<>(KEPT_DIGESTS, Buffers::sha256);

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

    public void give(ClientExchange exchange) {
        exchange.detach();
        clients.give(exchange);
    }

    public Output takeOutput() {
        return outputs.take();
    }

    public void give(Output output) {
        output.clear();
        outputs.give(output);
    }

    public StreamBuffer takeStream() {
        return streams.take();
    }

    public void give(StreamBuffer stream) {
        streams.give(stream);
    }

    /** A SHA-256 that has seen nothing yet. */
    public MessageDigest takeSha256() {
        return digests.take();
    }

    /** Takes back a digest that was asked for its result, and so is new again. */
    public void give(MessageDigest sha256) {
        digests.give(sha256);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
