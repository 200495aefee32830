package io.xynergy.cli.seed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The batch API as its contract has it: a key that came before is answered and makes nothing. */
final class FakeContacts implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> sizes = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final HttpServer server;
    private volatile String accepted = "";

    /** What happens to one request in the place of its response. */
    sealed interface Trouble {

        record Status(int status, String retryAfter, String body) implements Trouble {}

        /** The contacts are made and nobody hears of it. */
        record LostResponse() implements Trouble {}
    }

    FakeContacts() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/contacts/batch", this::respond);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:%d/contacts".formatted(server.getAddress().getPort()));
    }

    void next(Trouble... coming) {
        troubles.addAll(List.of(coming));
    }

    /** Refuses all other tokens from now on. */
    void accept(String token) {
        accepted = token;
    }

    int contacts() {
        return sizes.values().stream().mapToInt(Integer::intValue).sum();
    }

    int batches() {
        return sizes.size();
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }

    private void respond(HttpExchange exchange) throws IOException {
        mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (!accepted.isEmpty() && !token.equals("Bearer " + accepted)) {
                send(exchange, 401, error("unauthenticated"));
                return;
            }
            switch (troubles.poll()) {
                case null -> send(exchange, 201, make(exchange, body));
                case Trouble.LostResponse _ -> make(exchange, body);
                case Trouble.Status trouble -> {
                    if (!trouble.retryAfter().isEmpty()) {
                        exchange.getResponseHeaders().set("Retry-After", trouble.retryAfter());
                    }
                    send(exchange, trouble.status(), trouble.body());
                }
            }
        } finally {
            underWay.decrementAndGet();
        }
    }

    static String error(String code) {
        return "{\"error\":{\"code\":\"%s\",\"message\":\"Because.\",\"requestId\":\"r\",\"timestamp\":\"t\"}}"
                .formatted(code);
    }

    private String make(HttpExchange exchange, byte[] body) {
        try {
            String text = new String(body, UTF_8);
            int contacts =
                    JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(text), "contacts")
                            .length;
            sizes.put(exchange.getRequestHeaders().getFirst("Idempotency-Key"), contacts);
            return "{\"created\":%d,\"contacts\":[]}".formatted(contacts);
        } catch (ParseException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
