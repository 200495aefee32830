package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.GatewayProcess;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Bodies larger than the heap, and peers slower than the sender. */
@OnBothCarriers
final class BoundedStreamingIT {

    private static final int MI = 1024 * 1024;
    private static final long LARGE = 128L * MI;
    private static final byte[] PART = new byte[MI];

    /** What the kernel's buffers of two connections may hold, at their largest. */
    private static final long KERNEL = 96L * MI;

    private static final String ROUTE =
            """
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up0}]
              auth: {mode: None}
              maxRequestBody: 4Gi
              maxResponseBody: 4Gi
            """;

    private final Lanes.Choice carrier;

    BoundedStreamingIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    private static String policy(int port) {
        return """
        apiVersion: gateway.xynergy.io/v1alpha1
        kind: GatewayPolicy
        metadata: {name: large}
        spec:
          services: [{name: up, url: "http://127.0.0.1:%d"}]
          routes:
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up}]
              auth: {mode: None}
              maxRequestBody: 4Gi
              maxResponseBody: 4Gi
        """
                .formatted(port);
    }

    private GatewayProcess small(int port) throws IOException {
        // The direct buffers of the streams count too: their bound is the heap's.
        return GatewayProcess.start(
                carrier, "true", List.of("-Xmx64m", "-XX:+UseSerialGC"), policy(port));
    }

    @Test
    void bodiesLargerThanTheHeapPassBothWays() throws Exception {
        try (var listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                GatewayProcess gateway = small(listener.getLocalPort());
                RawClient client = RawClient.connect(gateway.port())) {
            Thread upstream = Thread.ofVirtual().start(() -> echoSize(listener));
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n".formatted(LARGE));
            for (int i = 0; i < LARGE / MI; i++) {
                client.send(PART);
            }

            assertThat(client.readHead()).contains("\r\nContent-Length: " + LARGE + "\r\n");
            client.skip(LARGE);
            assertThat(client.hasMore()).isFalse();
            assertThat(gateway.isAlive()).isTrue();
            upstream.join();
        }
    }

    /** Serves one request: answers with as many bytes as came. */
    private static void echoSize(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            int emptyLine = 0;
            while (emptyLine < 4) {
                int next = in.read();
                emptyLine = next == '\r' || next == '\n' ? emptyLine + 1 : 0;
            }
            byte[] part = new byte[64 * 1024];
            long length = 0;
            int read;
            while (length < LARGE && (read = in.read(part)) > 0) {
                length += read;
            }
            String head = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(length);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            for (long sent = 0; sent < length; sent += MI) {
                socket.getOutputStream().write(PART);
            }
        } catch (IOException e) {
            // The client's side of the test sees it.
        }
    }

    @Test
    void slowReaderHoldsTheUpstreamBack() throws IOException {
        var sent = new AtomicLong();
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(LARGE));
                    while (sent.get() < LARGE) {
                        peer.send(PART);
                        sent.addAndGet(MI);
                    }
                    peer.awaitEnd();
                });
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier).upstream(upstream).routes(ROUTE).start()) {
            RawClient client = gateway.connect(16 * 1024);
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            awaitStandstill(sent::get);

            assertThat(sent.get()).isLessThan(KERNEL);
            client.skip(MI);
        }
    }

    @Test
    void slowUpstreamHoldsTheClientBack() throws Exception {
        var sent = new AtomicLong();
        var ended = new CountDownLatch(1);
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.head();
                    ended.await();
                });
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier).upstream(upstream).routes(ROUTE).start()) {
            RawClient client = gateway.connect();
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n".formatted(LARGE));
            Thread sender = Thread.ofVirtual().start(() -> sendAll(client, sent));
            awaitStandstill(sent::get);

            assertThat(sent.get()).isLessThan(KERNEL);
            client.close();
            sender.join();
            ended.countDown();
        }
    }

    private static void sendAll(RawClient client, AtomicLong sent) {
        try {
            while (sent.get() < LARGE) {
                client.send(PART);
                sent.addAndGet(MI);
            }
        } catch (IOException e) {
            // The test has seen enough and closed it.
        }
    }

    /** Waits until a number has begun to grow and then has not changed for many looks. */
    private static void awaitStandstill(LongSupplier number) {
        var last = new AtomicLong();
        var same = new AtomicLong();
        Await.until(
                "nothing more is taken",
                () -> {
                    long now = number.getAsLong();
                    same.set(now == last.getAndSet(now) && now > 0 ? same.get() + 1 : 0);
                    return same.get() > 200;
                });
    }
}
