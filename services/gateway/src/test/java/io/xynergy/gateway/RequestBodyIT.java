package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests reach the upstream whole, whatever the framing and the pieces. */
@OnASharedGateway
final class RequestBodyIT {

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    RequestBodyIT(SharedGateway shared) throws IOException {
        shared.reset();
        gateway = shared.gateway();
        upstream = shared.upstream();
    }

    private static final String CHUNKED =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static String withLength(String body) {
        return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private ReceivedRequest sent(String request) throws Exception {
        RawClient client = gateway.connect();
        Response response = client.send(request).read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.values("Connection")).isEmpty();
        assertThat(client.hasMore()).isFalse();
        return upstream.take();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 005\r\n",
                "Content-Length:\t5\r\n",
                "Content-Length:5\r\n",
                "Content-Length:  5\r\n",
                "content-length: 5 \t\r\n"
            })
    void lengthReachesTheUpstreamInItsPlainForm(String line) throws Exception {
        ReceivedRequest request = sent("POST / HTTP/1.1\r\nHost: a\r\n" + line + "\r\nhello");

        assertThat(request.lines().stream().filter(l -> l.matches("(?i)content-length.*")))
                .containsExactly("Content-Length: 5");
        assertThat(request.text()).isEqualTo("hello");
    }

    @Test
    void lengthOfNothingReachesTheUpstreamInItsPlainForm() throws Exception {
        ReceivedRequest request = sent("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 000\r\n\r\n");

        assertThat(request.value("Content-Length")).isEqualTo("0");
    }

    @Test
    void aBodyOfAKnownLengthKeepsItsFraming() throws Exception {
        ReceivedRequest request = sent(withLength("12345"));

        assertThat(request.value("Content-Length")).isEqualTo("5");
        assertThat(request.values("Transfer-Encoding")).isEmpty();
        assertThat(request.text()).isEqualTo("12345");
    }

    @Test
    void anEmptyBodyStaysEmpty() throws Exception {
        assertThat(sent(withLength("")).value("Content-Length")).isEqualTo("0");
        assertThat(sent(CHUNKED + "0\r\n\r\n").rawText()).isEqualTo("0\r\n\r\n");
    }

    @Test
    void aChunkedBodyStaysChunked() throws Exception {
        ReceivedRequest request = sent(CHUNKED + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");

        assertThat(request.value("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(request.values("Content-Length")).isEmpty();
        assertThat(request.text()).isEqualTo("abcdefg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A\r\n0123456789\r\n0\r\n\r\n",
                "a\r\n0123456789\r\n0\r\n\r\n",
                "00000A\r\n0123456789\r\n000\r\n\r\n",
                "5;name=value\r\n01234\r\n5;x\r\n56789\r\n0;last\r\n\r\n",
                "5 ; name=\"a; b\"\r\n01234\r\n5\t;x\r\n56789\r\n0\r\n\r\n",
                "1\r\n0\r\n9\r\n123456789\r\n0\r\n\r\n"
            })
    void spellingsOfChunksMakeNoDifference(String body) throws Exception {
        ReceivedRequest request = sent(CHUNKED + body);

        assertThat(request.text()).isEqualTo("0123456789");
        assertThat(request.rawText()).doesNotContain(";").doesNotContain("name");
    }

    @Test
    void bodiesMayComeByteByByte() throws Exception {
        RawClient client = gateway.connect();
        client.sendByteByByte(withLength("12345"));
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.take().text()).isEqualTo("12345");

        client.sendByteByByte(CHUNKED + "3;ext\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        ReceivedRequest request = upstream.take();
        assertThat(request.text()).isEqualTo("abcde");
        assertThat(request.trailers()).containsExactly("X-Sum: 1");
    }

    @Test
    void trailersReachTheUpstreamUnlessTheyFrameOrRoute() throws Exception {
        ReceivedRequest request =
                sent(
                        CHUNKED
                                + "3\r\nabc\r\n0\r\nX-Sum:  \u00e4 1\r\nContent-Length: 99\r\n"
                                + "Host: evil\r\nTransfer-Encoding: x\r\nX-Forwarded-For: 9.9.9.9\r\n"
                                + "x-two: 2\r\n\r\n");

        assertThat(request.trailers()).containsExactly("X-Sum:  \u00e4 1", "x-two: 2");
    }

    @Test
    void aLargeBodyOfAKnownLengthArrivesWhole() throws Exception {
        String body = "0123456789abcdef".repeat(60_000);

        assertThat(sent(withLength(body)).text()).isEqualTo(body);
    }

    @Test
    void aLargeChunkedBodyArrivesWhole() throws Exception {
        String chunk = "0123456789abcdef".repeat(1_000);
        String body = ("3e80\r\n" + chunk + "\r\n").repeat(60) + "0\r\nX-Sum: 1\r\n\r\n";

        ReceivedRequest request = sent(CHUNKED + body);

        assertThat(request.text()).isEqualTo(chunk.repeat(60));
        assertThat(request.trailers()).containsExactly("X-Sum: 1");
    }

    @Test
    void aBodyStreamsBeforeItIsComplete() throws Exception {
        var first = new CountDownLatch(1);
        upstream.serve(peer -> {
            String head = peer.head();
            for (int i = 0; i < 5; i++) {
                peer.read();
            }
            first.countDown();
            for (int i = 0; i < 5; i++) {
                peer.read();
            }
            peer.send(head.isEmpty() ? "" : FakeUpstream.OK);
        });
        RawClient client = gateway.connect();

        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        client.send("67890");

        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void aClientThatLeavesWithinItsBodyEndsTheRequestUpstream() throws Exception {
        var ended = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.head();
            try {
                peer.awaitEnd();
            } finally {
                ended.countDown();
            }
        });
        RawClient client = gateway.connect();
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
        Await.until("the head reaches the upstream", () -> upstream.received().contains("12345"));

        client.close();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        gateway.awaitIdle();
    }

    @Test
    void aConnectionGoesOnAfterEachKindOfBody() throws Exception {
        RawClient client = gateway.connect();
        for (String request :
                List.of(withLength("1"), CHUNKED + "1\r\n2\r\n0\r\n\r\n", withLength(""))) {
            assertThat(client.send(request).read().status()).isEqualTo(200);
        }
        assertThat(upstream.untaken())
                .extracting(ReceivedRequest::text)
                .containsExactly("1", "2", "");
    }
}
