package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that are not valid HTTP, or not whole, or more than was asked for. */
@OnASharedGateway
final class BadResponseIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = FakeUpstream.OK;

    private final FakeUpstream upstream;
    private final GatewayFixture gateway;

    BadResponseIT(SharedGateway shared) throws IOException {
        shared.reset();
        upstream = shared.upstream();
        gateway = shared.gateway();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2,\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokX\r\n0\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1200 OK\r\n\r\n",
                "HTTP/1.1 200OK\r\n\r\n",
                "HTTP/1.1 200 OK\rX: 1\r\n\r\n",
                "HTTP/01.1 200 OK\r\n\r\n",
                "HTTP/1. 200 OK\r\n\r\n",
                "ICY 200 OK and more\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6 and more of it\r\n",
                "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX Space: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\n : 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-A: 1\r\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-A: 1\r\n folded\rX: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Nul: a\u0000b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Cr: a\rb\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
            })
    void malformedResponseIsABadGateway(String bytes) throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(bytes).awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.error("code")).isEqualTo("upstream_bad_response");
            assertThat(response.error("requestId")).isEqualTo(response.value("X-Request-Id"));
            assertThat(response.head()).doesNotContain("Switching");
            upstream.reply(_ -> OK);
            assertThat(client.send(GET).read().text())
                    .as("the client's connection")
                    .isEqualTo("ok");
        }
        Await.until("the bad connection is closed", () -> upstream.connections() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX-A: b\r\n"})
    void headThatBreaksOffIsABadGateway(String bytes) throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(bytes);
        });
        try (RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.error("code")).isEqualTo("upstream_truncated");
        }
    }

    @Test
    void noResponseAtAllIsABadGateway() throws IOException {
        upstream.serve(peer -> peer.request());
        try (RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.error("code")).isEqualTo("upstream_reset");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\n12345",
                "Content-Length: 10\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n123",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: 1\r\n"
            })
    void bodyThatBreaksOffBreaksOffAtTheClient(String rest) throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n" + rest);
        });
        try (RawClient client = gateway.connect()) {
            client.send(GET);

            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bodyWithBrokenChunksBreaksOffAtTheClient() throws IOException {
        var seen = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
            seen.await();
            peer.send("nonsense\r\n").awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            client.send(GET).readHead();
            assertThat(client.readText(7)).isEqualTo("2\r\nok\r\n");
            seen.countDown();

            client.expectEnd();
        }
    }

    @Test
    void resetWithinABodyUntilCloseIsNoEnd() throws IOException {
        var seen = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\nbegun");
            seen.await();
            peer.reset();
        });
        try (RawClient client = gateway.connect()) {
            client.send(GET);
            assertThat(client.readHead()).contains("Transfer-Encoding: chunked");
            assertThat(client.readText(10)).isEqualTo("5\r\nbegun\r\n");
            seen.countDown();

            client.expectEnd();
        }
    }

    @Test
    void oldClientSeesAResetWhereTheEndWouldLookWhole() throws IOException {
        var seen = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
            seen.await();
        });
        try (RawClient client = gateway.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n").readHead();
            assertThat(client.readText(2)).isEqualTo("ok");
            seen.countDown();

            assertThatThrownBy(() -> client.readText(1)).hasMessageContaining("reset");
        }
    }

    @Test
    void upstreamThatSendsMoreThanItsResponseIsNotUsedAgain() throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison").awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).read().text()).isEqualTo("ok");
            }
        }
        assertThat(upstream.accepted()).isEqualTo(3);
    }

    @Test
    void bodyBehindAnResponseToHeadIsNotTheNextResponse() throws Exception {
        var seen = new CountDownLatch(1);
        var sent = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 44\r\n\r\n");
            seen.await();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
            sent.countDown();
            peer.awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readToHead();
            seen.countDown();
            sent.await();
            upstream.reply(_ -> OK);

            assertThat(client.send(GET).read().text()).isEqualTo("ok");
        }
    }
}
