package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the access log says of connections that left HTTP behind: bytes in both directions. */
@OnBothCarriers
final class TunnelLogIT {

    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\n\r\n";

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    TunnelLogIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.on(carrier).upstream(upstream).drain("2s").accessLog().start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private RawClient tunnel(String path, String hasty) throws IOException {
        RawClient client = gateway.connect();
        client.send(
                "GET %s HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                                .formatted(path)
                        + hasty);
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        return client;
    }

    private void assertLogged(String path, int in, int out) {
        assertThat(gateway.awaitLogLine("\"" + path + "\""))
                .contains("\"status\":101,\"bytesIn\":%d,\"bytesOut\":%d,".formatted(in, out));
    }

    /** Sends {@code early} and then what it gets, twice over. */
    private void echoTwice(String early) {
        upstream.serve(peer -> {
            peer.request();
            peer.send(SWITCH + early);
            int next;
            while ((next = peer.read()) >= 0) {
                peer.send(new byte[] {(byte) next, (byte) next});
            }
        });
    }

    @Test
    void bytesOfBothDirectionsAreInTheLine() throws IOException {
        echoTwice("");
        try (RawClient client = tunnel("/orderly", "")) {
            client.send("12345");
            assertThat(client.readText(10)).isEqualTo("1122334455");
            client.endOutput();
            client.expectEnd();
        }
        assertLogged("/orderly", 5, 10);
    }

    @Test
    void bytesThatCameWithTheHeadsAreCounted() throws IOException {
        echoTwice("early");
        try (RawClient client = tunnel("/early", "hasty")) {
            assertThat(client.readText(15)).isEqualTo("earlyhhaassttyy");
            client.endOutput();
            client.expectEnd();
        }
        assertLogged("/early", 5, 15);
    }

    @Test
    void closingFramesOfAWebSocketAreCounted() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(SWITCH);
            peer.read();
            peer.send(new byte[] {(byte) 0x88, 2, 3, (byte) 0xe8});
        });
        try (RawClient client = tunnel("/close", "")) {
            client.send(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe8});
            assertThat(client.readText(4)).hasSize(4);
            client.expectEnd();
        }
        assertLogged("/close", 8, 4);
    }

    @Test
    void bytesOfATunnelThatBreaksAreCounted() throws IOException {
        echoTwice("");
        RawClient client = tunnel("/broken", "");
        client.send("123");
        assertThat(client.readText(6)).isEqualTo("112233");
        client.reset();

        assertLogged("/broken", 3, 6);
    }

    @Test
    void tunnelThatTheEndOfADrainCutsHasItsLine() throws IOException {
        echoTwice("");
        RawClient client = tunnel("/drained", "");
        client.send("1");
        assertThat(client.readText(2)).isEqualTo("11");

        gateway.stopGateway();

        assertLogged("/drained", 1, 2);
        client.awaitEnd();
    }
}
