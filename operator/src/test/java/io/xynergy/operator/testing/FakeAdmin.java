package io.xynergy.operator.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;

/** The admin port of a pod that behaves as a test wants; it believes every signature. */
public final class FakeAdmin implements AutoCloseable {

    /** What it answers to configurations. */
    public enum Mood {
        /** Takes them. */
        ACCEPT,
        /** Refuses those that have the word of {@link #refuse}. */
        REFUSE,
        /** Says nothing, for longer than anybody waits. */
        FROZEN,
        /** Says that a later revision is in force. */
        LATER
    }

    /** A delivery as it came. */
    public record Delivery(String path, long revision, String digest, String document) {}

    private final HttpServer server;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final List<Delivery> taken = new CopyOnWriteArrayList<>();
    private final Map<String, Delivery> inForce = new ConcurrentHashMap<>();
    private volatile Mood mood = Mood.ACCEPT;
    private volatile String word = "";
    private volatile long later;
    private volatile long laterEndpoints;
    private volatile String keys = "{\"keys\":[]}";
    private volatile boolean closed;

    /** Starts one. */
    public FakeAdmin() {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Starts one at an address. */
    public FakeAdmin(InetSocketAddress address) {
        try {
            server = HttpServer.create(address, 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::handle);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a ready pod whose admin port this is. */
    public FakeAdmin asPod(KubernetesClient client, String namespace, String policy, String name) {
        GatewayPod.create(client, namespace, policy, name, server.getAddress().getPort());
        return this;
    }

    /** Changes its mood. */
    public void mood(Mood newMood) {
        mood = newMood;
    }

    /** Refuses documents with a word in them from now on. */
    public void refuse(String newWord) {
        word = newWord;
        mood = Mood.REFUSE;
    }

    /** Says from now on that a revision is in force, until something newer comes. */
    public void later(long revision) {
        later = revision;
        mood = Mood.LATER;
    }

    /** Says that endpoints of a revision are in force, until newer ones come. */
    public void laterEndpoints(long revision) {
        laterEndpoints = revision;
    }

    /** Answers this to {@code GET /keys} from now on. */
    public void keys(String json) {
        keys = json;
    }

    /** All deliveries so far. */
    public List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** The configurations that came into force, in this order. */
    public List<Delivery> taken() {
        return List.copyOf(taken);
    }

    /** The deliveries to one path. */
    public List<Delivery> deliveries(String path) {
        return deliveries.stream().filter(delivery -> delivery.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            boolean isKnown = exchange.getRequestURI().getPath().equals("/keys");
            respond(exchange, isKnown ? 200 : 404, isKnown ? keys : "{}");
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        String document;
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            document = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var delivery =
                new Delivery(
                        exchange.getRequestURI().getPath(),
                        Long.parseLong(header(exchange, "X-Xynergy-Revision")),
                        header(exchange, "X-Xynergy-Digest"),
                        document);
        deliveries.add(delivery);
        if (delivery.path().equals("/config")) {
            config(exchange, delivery);
        } else {
            takeAfter(laterEndpoints, exchange, delivery);
        }
    }

    private void config(HttpExchange exchange, Delivery delivery) throws IOException {
        switch (mood) {
            case ACCEPT -> accept(exchange, delivery);
            case REFUSE -> {
                if (delivery.document().contains(word)) {
                    String error =
                            "{\"errors\":[{\"path\":\"routes[0]\",\"message\":\"cannot serve it\"}]}";
                    respond(exchange, 422, error);
                } else {
                    accept(exchange, delivery);
                }
            }
            case FROZEN -> {
                while (mood == Mood.FROZEN && !closed) {
                    LockSupport.parkNanos(10_000_000);
                }
                exchange.close();
            }
            case LATER -> takeAfter(later, exchange, delivery);
        }
    }

    private void takeAfter(long inForce, HttpExchange exchange, Delivery delivery)
            throws IOException {
        if (delivery.revision() > inForce) {
            accept(exchange, delivery);
        } else {
            later(exchange, "00", inForce);
        }
    }

    private static void later(HttpExchange exchange, String digest, long revision)
            throws IOException {
        respond(exchange, 409, "{\"digest\":\"%s\",\"revision\":%d}".formatted(digest, revision));
    }

    private static String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** As a gateway does: nothing older, and not two versions under one revision. */
    private void accept(HttpExchange exchange, Delivery delivery) throws IOException {
        Delivery now =
                Objects.requireNonNullElse(
                        inForce.merge(delivery.path(), delivery, FakeAdmin::newer), delivery);
        if (!now.equals(delivery)) {
            later(exchange, now.digest(), now.revision());
            return;
        }
        if (delivery.path().equals("/config")) {
            taken.add(delivery);
        }
        respond(
                exchange,
                200,
                "{\"digest\":\"%s\",\"revision\":%d}"
                        .formatted(delivery.digest(), delivery.revision()));
    }

    private static Delivery newer(Delivery before, Delivery now) {
        boolean isSame =
                now.revision() == before.revision() && now.digest().equals(before.digest());
        return isSame || now.revision() > before.revision() ? now : before;
    }

    private static void respond(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
    }
}
