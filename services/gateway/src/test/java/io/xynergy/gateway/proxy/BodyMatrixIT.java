package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.UpstreamPeer;
import io.xynergy.gateway.wire.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bodies of all sizes around the buffers' bounds, fixed-length and chunked, in both directions, on
 * one connection at either side.
 */
@OnBothCarriers
final class BodyMatrixIT {

    private static final int KI = 1024;
    private static final int[] SIZES = {
        0,
        1,
        KI,
        16 * KI - 1,
        16 * KI,
        16 * KI + 1,
        64 * KI - 1,
        64 * KI,
        64 * KI + 1,
        80 * KI,
        KI * KI
    };

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    BodyMatrixIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.start(carrier, upstream);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    /** A body whose bytes tell where they belong. */
    private static byte[] body(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] message(String firstLines, byte[] body, boolean chunked) {
        var bytes = new ByteArrayOutputStream();
        String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length;
        bytes.writeBytes(ascii(firstLines + framing + "\r\n\r\n"));
        if (!chunked) {
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
        int chunk = 10_000;
        for (int at = 0; at < body.length; at += chunk) {
            int size = Math.min(chunk, body.length - at);
            bytes.writeBytes(ascii(Integer.toHexString(size) + "\r\n"));
            bytes.write(body, at, size);
            bytes.writeBytes(ascii("\r\n"));
        }
        bytes.writeBytes(ascii("0\r\n\r\n"));
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void serveEchoes(UpstreamPeer peer, boolean chunked) throws IOException {
        ReceivedRequest request;
        while ((request = peer.next()) != null) {
            peer.send(message("HTTP/1.1 200 OK\r\n", request.body(), chunked));
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void bodiesOfAllSizesPassUnchangedOnKeptConnections(boolean sendChunks, boolean respondInChunks)
            throws Exception {
        upstream.serve(peer -> serveEchoes(peer, respondInChunks));
        try (RawClient client = gateway.connect()) {
            for (int size : SIZES) {
                byte[] body = body(size);
                client.send(message("POST / HTTP/1.1\r\nHost: a\r\n", body, sendChunks));
                Response response = client.read();

                assertThat(response.body()).as("response of %d bytes", size).isEqualTo(body);
                assertThat(upstream.take().body()).as("request of %d bytes", size).isEqualTo(body);
                assertThat(response.values("Transfer-Encoding").isEmpty())
                        .isEqualTo(!respondInChunks);
                assertThat(response.values("Connection")).as("after %d bytes", size).isEmpty();
            }
        }
        assertThat(upstream.accepted()).as("connections to the upstream").isEqualTo(1);
    }
}
