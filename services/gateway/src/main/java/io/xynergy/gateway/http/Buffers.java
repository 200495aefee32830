package io.xynergy.gateway.http;

/**
 * The reusable memory of one lane: exchanges, outputs and stream buffers.
 *
 * <p>A connection that waits holds none of it. What is in use is bounded by the requests in flight;
 * what is kept unused is bounded here.
 */
public final class Buffers {

    private static final int KEPT = 256;
    private static final int KEPT_STREAMS = 64;

    private final Stash<ServerExchange> servers = new Stash<>(KEPT, ServerExchange::new);
    private final Stash<ClientExchange> clients = new Stash<>(KEPT, ClientExchange::new);
    private final Stash<Output> outputs = new Stash<>(KEPT, Output::new);
    private final Stash<StreamBuffer> streams = new Stash<>(KEPT_STREAMS, StreamBuffer::new);

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
}
