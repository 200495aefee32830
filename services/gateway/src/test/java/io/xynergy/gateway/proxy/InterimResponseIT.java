package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Interim responses on their way to the client. */
@OnASharedGateway
final class InterimResponseIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HINTS =
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: close\r\n\r\n";

    private final FakeUpstream upstream;
    private final GatewayFixture gateway;

    InterimResponseIT(SharedGateway shared) throws IOException {
        shared.reset();
        upstream = shared.upstream();
        gateway = shared.gateway();
    }

    @Test
    void hintsArriveBeforeTheResponseIsThere() throws IOException {
        var hinted = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send(HINTS);
            hinted.await();
            peer.send(FakeUpstream.OK).awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            Response hints = client.send(GET).read();
            hinted.countDown();
            Response response = client.read();

            assertThat(hints.head())
                    .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
            assertThat(response.text()).isEqualTo("ok");
        }
    }

    @Test
    void severalInterimResponsesInOnePieceComeOneByOne() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 102 Processing\r\n\r\n" + HINTS + HINTS + FakeUpstream.OK);
        try (RawClient client = gateway.connect()) {
            client.send(GET);

            assertThat(client.read().status()).isEqualTo(102);
            assertThat(client.read().status()).isEqualTo(103);
            assertThat(client.read().status()).isEqualTo(103);
            assertThat(client.read().text()).isEqualTo("ok");
            assertThat(client.send(GET).read().status()).isEqualTo(102);
        }
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void oldClientsGetNone() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 102 Processing\r\n\r\n" + HINTS + FakeUpstream.OK);
        try (RawClient client = gateway.connect()) {
            Response response = client.send("GET / HTTP/1.0\r\n\r\n").read();

            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void continueNobodyAskedForEndsHere() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 100 Continue\r\n\r\n" + FakeUpstream.OK);
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void continueIsTheUpstreamsToSay() throws Exception {
        upstream.serve(peer -> {
            String head = peer.head();
            peer.send("HTTP/1.1 100 Continue\r\n\r\n");
            peer.body(head);
            peer.send(FakeUpstream.OK).awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            client.send(
                    "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            Response response = client.send("body").read();

            assertThat(response.text()).isEqualTo("ok");
        }
        assertThat(upstream.take().text()).isEqualTo("body");
    }

    @Test
    void refusalInsteadOfContinueReachesTheClientThatSentNoBody() throws IOException {
        upstream.serve(peer -> {
            peer.head();
            peer.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n").awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            client.send(
                    "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            Response response = client.read();

            assertThat(response.status()).isEqualTo(417);
            assertThat(response.value("Connection")).isEqualTo("close");
        }
    }

    @Test
    void endlessInterimResponsesAreABadResponse() throws IOException {
        upstream.reply(_ -> "HTTP/1.1 102 Processing\r\n\r\n".repeat(100) + FakeUpstream.OK);
        try (RawClient client = gateway.connect()) {
            client.send(GET);
            Response response;
            int interim = 0;
            while ((response = client.read()).status() == 102) {
                interim++;
            }
            assertThat(response.status()).isEqualTo(502);
            assertThat(interim).isLessThan(50);
        }
    }
}
