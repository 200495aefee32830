package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.UpstreamPeer;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that leave HTTP behind. */
@OnBothCarriers
final class UpgradeIT {

    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n";

    private static final String ROUTES =
            """
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up0}]
              upgrades: [Echo, websocket]
              auth: {mode: None}
            """;

    private final Lanes.Choice carrier;
    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    UpgradeIT(Lanes.Choice carrier) throws IOException {
        this.carrier = carrier;
        gateway = GatewayFixture.on(carrier).upstream(upstream).routes(ROUTES).start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private static void echo(UpstreamPeer peer) throws IOException {
        int next;
        while ((next = peer.read()) >= 0) {
            peer.send(new byte[] {(byte) next});
        }
    }

    @Test
    void whoMustUpgradeIsToldToWhat() throws Exception {
        upstream.reply(_ ->
                "HTTP/1.1 426 Upgrade Required\r\nUpgrade: echo/2\r\nConnection: Upgrade\r\n"
                        + "Content-Length: 0\r\n\r\n");
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                Response response = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

                assertThat(response.status()).isEqualTo(426);
                assertThat(response.value("Upgrade")).isEqualTo("echo/2");
                assertThat(response.value("Connection")).isEqualTo("Upgrade");
            }
        }
    }

    @Test
    void bytesPassBothWays() throws Exception {
        upstream.serve(peer -> {
            peer.request();
            peer.send(SWITCH);
            echo(peer);
        });
        try (RawClient client = gateway.connect()) {
            Response response = client.send(UPGRADE).read();

            assertThat(response.status()).isEqualTo(101);
            assertThat(response.value("Upgrade")).isEqualTo("echo/1");
            assertThat(response.value("Connection")).isEqualTo("Upgrade");
            for (int i = 0; i < 100; i++) {
                String message = "message " + i + "\r\n\r\n\u0000";
                assertThat(client.send(message).readText(message.length())).isEqualTo(message);
            }
        }
        assertThat(upstream.take().values("Upgrade")).containsExactly("echo/1");
        Await.until("the tunnel ends at the upstream", () -> upstream.connections() == 0);
    }

    @Test
    void earlyBytesOfBothSidesAreNotLost() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(SWITCH + "early");
            echo(peer);
        });
        try (RawClient client = gateway.connect()) {
            client.send(UPGRADE + "hasty").read();

            assertThat(client.readText(10)).isEqualTo("earlyhasty");
        }
    }

    @Test
    void eachSideEndsByItself() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(SWITCH);
            while (peer.read() >= 0) {
                continue;
            }
            peer.send("said after the client's end");
        });
        try (RawClient client = gateway.connect()) {
            client.send(UPGRADE).read();
            client.send("done").endOutput();

            assertThat(client.readText(27)).isEqualTo("said after the client's end");
            client.expectEnd();
        }
    }

    @Test
    void upstreamMayEndFirst() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        upstream.serve(peer -> {
            peer.request();
            peer.send(SWITCH).endOutput();
            var said = new StringBuilder();
            int next;
            while ((next = peer.read()) >= 0) {
                said.append((char) next);
            }
            heard.add(said.toString());
        });
        try (RawClient client = gateway.connect()) {
            client.send(UPGRADE).read();
            client.expectEnd();
            client.send("still here").endOutput();

            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("still here");
        }
    }

    @Test
    void wordsOneWayKeepTheOtherWayOpen() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        FakeUpstream talking =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.send(SWITCH);
                    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
                    while (System.nanoTime() - end < 0) {
                        peer.send("tick");
                        LockSupport.parkNanos(10_000_000);
                    }
                    peer.send("now");
                    heard.add(String.valueOf((char) peer.read()));
                });
        try (GatewayFixture impatient =
                GatewayFixture.on(carrier)
                        .upstream(talking)
                        .routes(ROUTES)
                        .timeouts(ClientTimeouts.defaults().tunnel(Duration.ofMillis(300)))
                        .start()) {
            RawClient client = impatient.connect();
            client.send(UPGRADE).read();
            var text = new StringBuilder();
            while (text.indexOf("now") < 0) {
                text.append(client.readText(1));
            }
            client.send("y");

            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("y");
        }
    }

    @Test
    void silentTunnelEnds() throws Exception {
        FakeUpstream silent =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.send(SWITCH).awaitEnd();
                });
        try (GatewayFixture impatient =
                GatewayFixture.on(carrier)
                        .upstream(silent)
                        .routes(ROUTES)
                        .timeouts(ClientTimeouts.defaults().tunnel(Duration.ofMillis(200)))
                        .start()) {
            RawClient client = impatient.connect();
            client.send(UPGRADE).read();

            client.awaitEnd();
            Await.until("it ends at the upstream", () -> silent.connections() == 0);
        }
    }

    @Test
    void resetOfOneSideEndsTheOther() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(SWITCH);
            peer.read();
            peer.reset();
        });
        try (RawClient client = gateway.connect()) {
            client.send(UPGRADE).read();

            client.send("x").awaitEnd();
        }
    }

    @Test
    void upstreamMayRefuseAndHttpGoesOn() throws IOException {
        upstream.reply(_ -> FakeUpstream.OK);
        try (RawClient client = gateway.connect()) {
            Response refused = client.send(UPGRADE).read();

            assertThat(refused.status()).isEqualTo(200);
            assertThat(client.send(UPGRADE).read().text()).isEqualTo("ok");
        }
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void webSocketOfTheJdkTalksThroughTheGateway() throws Exception {
        upstream.serve(UpgradeIT::serveWebSocket);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + gateway.port() + "/chat"),
                                    new Hearing(heard))
                            .get(20, TimeUnit.SECONDS);
            socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
            socket.sendText("again", true).get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("again");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1000");
        }
        assertThat(upstream.failures()).isEmpty();
    }

    /** Echoes short text frames and the close frame. */
    private static void serveWebSocket(UpstreamPeer peer) throws IOException {
        String key = peer.request().value("Sec-WebSocket-Key");
        peer.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept(key)
                        + "\r\n\r\n");
        int first;
        while ((first = peer.read()) >= 0) {
            int length = peer.read() & 0x7f;
            byte[] mask = new byte[4];
            for (int i = 0; i < 4; i++) {
                mask[i] = (byte) peer.read();
            }
            byte[] frame = new byte[2 + length];
            frame[0] = (byte) first;
            frame[1] = (byte) length;
            for (int i = 0; i < length; i++) {
                frame[2 + i] = (byte) (peer.read() ^ mask[i % 4]);
            }
            peer.send(frame);
            if ((first & 0xf) == 8) {
                return;
            }
        }
    }

    private static String accept(String key) {
        try {
            byte[] text =
                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Hearing(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("closed " + status);
            return null;
        }
    }
}
