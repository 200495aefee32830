package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both directions at once: responses that begin, or end, before the request has ended. */
@OnBothCarriers
final class EarlyResponseIT {

    private static final String CHUNKED_POST =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String REFUSAL =
            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig";

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    EarlyResponseIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.start(carrier, upstream);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    @Test
    void refusalComesWhileTheBodyIsStillBeingSent() throws IOException {
        upstream.serve(peer -> {
            peer.head();
            peer.send(REFUSAL).awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nbegin");
            Response response = client.read();

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).isEqualTo("big");
            assertThat(response.value("Connection")).isEqualTo("close");
            client.sendInVain("x".repeat(1000));
            client.endOutput();
            client.awaitEnd();
        }
    }

    @Test
    void refusalByAnUpstreamThatClosesAtOnceIsNotLost() throws IOException {
        upstream.serve(peer -> {
            peer.head();
            peer.send(REFUSAL);
        });
        try (RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
            client.sendInVain("x".repeat(100_000));
            Response response = client.read();

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).isEqualTo("big");
        }
    }

    @Test
    void clientThatSendsItsBodyToTheEndGetsTheRefusalAndMayGoOn() throws IOException {
        var whole = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            whole.await();
            peer.send(REFUSAL);
        });
        try (RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
            client.send("x".repeat(100_000));
            whole.countDown();
            Response response = client.read();

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.values("Connection")).isEmpty();
            upstream.reply(_ -> FakeUpstream.OK);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().text())
                    .isEqualTo("ok");
        }
    }

    @Test
    void echoIsHeardBeforeTheNextWordIsSaid() throws IOException {
        upstream.serve(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            int next;
            var seen = new StringBuilder();
            while ((next = peer.read()) >= 0) {
                peer.send("1\r\n").send(new byte[] {(byte) next}).send("\r\n");
                if (seen.append((char) next).indexOf("0\r\n\r\n") >= 0) {
                    peer.send("0\r\n\r\n").awaitEnd();
                }
            }
        });
        try (RawClient client = gateway.connect()) {
            client.send(CHUNKED_POST).readHead();
            for (int i = 0; i < 50; i++) {
                String word = "word%03d".formatted(i);
                client.send("7\r\n" + word + "\r\n");

                assertThat(content(client, "7\r\n%s\r\n".formatted(word).length()))
                        .isEqualTo("7\r\n" + word + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(content(client, 5)).isEqualTo("0\r\n\r\n");
        }
    }

    /** Reads so many bytes of content out of a chunked body. */
    private static String content(RawClient client, int length) throws IOException {
        var content = new StringBuilder();
        while (content.length() < length) {
            var digits = new StringBuilder();
            String next;
            while (!(next = client.readText(1)).equals("\r")) {
                digits.append(next);
            }
            int size = Integer.parseInt(digits.toString(), 16);
            content.append(client.readText(1 + size + 2), 1, 1 + size);
        }
        return content.toString();
    }

    @Test
    void eventsArriveOneByOneAsTheyAreSent() throws IOException {
        var heard = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            peer.send("data: 1\n\n");
            heard.await();
            peer.send("data: 2\n\n");
        });
        try (RawClient client = gateway.connect()) {
            client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
            assertThat(content(client, 9)).isEqualTo("data: 1\n\n");
            heard.countDown();

            assertThat(content(client, 9)).isEqualTo("data: 2\n\n");
            assertThat(client.readText(5)).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void responseWithoutABodyYetShowsItsHead() throws IOException {
        var seen = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
            seen.await();
            peer.send("ok").awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readHead())
                    .contains("Content-Length: 2");
            seen.countDown();

            assertThat(client.readText(2)).isEqualTo("ok");
        }
    }

    @Test
    void clientThatGoesAwayEndsTheRequestAtTheUpstream() throws Exception {
        var ended = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.head();
            try {
                peer.awaitEnd();
            } finally {
                ended.countDown();
            }
        });
        try (RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nbegin");
            Await.until("the body begins", () -> upstream.received().endsWith("begin"));
            client.reset();

            assertThat(ended.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        }
    }
}
