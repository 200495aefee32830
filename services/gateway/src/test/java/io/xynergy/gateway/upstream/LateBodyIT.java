package io.xynergy.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that come behind responses that have none are nobody's response (RFC 9112, 6.3). */
@OnBothCarriers
final class LateBodyIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON";

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    LateBodyIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.start(carrier, upstream);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, 200 OK, Content-Length: 80",
        "HEAD, 200 OK, Transfer-Encoding: chunked",
        "HEAD, 200 OK, X-A: 1",
        "HEAD, 404 Not Found, Content-Length: 80",
        "GET, 304 Not Modified, Content-Length: 80",
        "GET, 304 Not Modified, Transfer-Encoding: chunked",
        "GET, 304 Not Modified, X-A: 1",
        "GET, 204 No Content, Content-Length: 80",
        "GET, 204 No Content, Transfer-Encoding: chunked",
        "GET, 204 No Content, X-A: 1"
    })
    void lateBodyIsNotTheNextResponse(String method, String status, String field) throws Exception {
        var seen = new CountDownLatch(1);
        var sent = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 " + status + "\r\n" + field + "\r\n\r\n");
            seen.await();
            try {
                peer.send(POISON);
            } finally {
                sent.countDown(); // the gateway may have closed it already
            }
            peer.awaitEnd();
        });
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            String head = first.send(method.equals("HEAD") ? HEAD : GET).readHead();
            assertThat(head).startsWith("HTTP/1.1 " + status);
            upstream.reply(_ -> FakeUpstream.OK);
            seen.countDown();
            sent.await();

            assertThat(second.send(GET).read().text()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200 OK", "GET, 304 Not Modified", "GET, 204 No Content"})
    void bodyOnAnIdleConnectionEndsItAndIsToldOf(String method, String status) throws Exception {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 " + status + "\r\nX-A: 1\r\n\r\n" + POISON);
            peer.awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            client.send(method.equals("HEAD") ? HEAD : GET).readHead();

            Await.until("the gateway closes", () -> upstream.connections() == 0);
            assertThat(gateway.metric("xynergy_gateway_upstream_endpoints_out_of_step")).isOne();
            upstream.reply(_ -> "HTTP/1.1 " + status + "\r\nX-A: 1\r\n\r\n");
            client.send(method.equals("HEAD") ? HEAD : GET).readHead();
            Await.until("it keeps none any more", () -> upstream.connections() == 0);
        }
    }
}
