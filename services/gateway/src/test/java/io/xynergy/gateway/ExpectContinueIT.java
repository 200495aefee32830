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
import org.junit.jupiter.api.Test;

/** Clients that wait for {@code 100 Continue} before they send their body (RFC 9110, 10.1.1). */
@OnASharedGateway
final class ExpectContinueIT {

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    ExpectContinueIT(SharedGateway shared) throws IOException {
        shared.reset();
        gateway = shared.gateway();
        upstream = shared.upstream();
    }

    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n";

    @Test
    void theUpstreamsContinueReachesTheClientBeforeTheBody() throws Exception {
        upstream.serve(peer -> {
            String head = peer.head();
            peer.send("HTTP/1.1 100 Continue\r\n\r\n").body(head);
            peer.send(FakeUpstream.OK);
        });
        RawClient client = gateway.connect();

        Response interim = client.send(HEAD).read();
        assertThat(interim.status()).isEqualTo(100);
        Response response = client.send("12345").read();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.values("Connection")).isEmpty();
        ReceivedRequest request = upstream.take();
        assertThat(request.value("Expect")).isEqualTo("100-continue");
        assertThat(request.text()).isEqualTo("12345");
    }

    @Test
    void aChunkedBodyWaitsToo() throws Exception {
        upstream.serve(peer -> {
            String head = peer.head();
            peer.send("HTTP/1.1 100 Continue\r\n\r\n").body(head);
            peer.send(FakeUpstream.OK);
        });
        RawClient client = gateway.connect();

        client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                        + "Expect: 100-continue\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(100);
        client.send("3\r\nabc\r\n0\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.take().text()).isEqualTo("abc");
    }

    @Test
    void anEarlyFinalResponseComesInsteadAndEndsTheConnection() throws Exception {
        upstream.serve(peer -> {
            peer.head();
            peer.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
            peer.awaitEnd();
        });
        RawClient client = gateway.connect();

        Response response = client.send(HEAD).read();

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.text()).isEqualTo("no");
        assertThat(response.value("Connection")).isEqualTo("close");
        client.expectEnd();
        assertThat(upstream.untaken()).isEmpty();
    }

    @Test
    void aClientThatDoesNotWaitNeedsNoContinue() throws Exception {
        RawClient client = gateway.connect();

        Response response = client.send(HEAD + "12345").read();

        assertThat(response.status()).isEqualTo(200);
        ReceivedRequest request = upstream.take();
        assertThat(request.values("Expect")).isEmpty();
        assertThat(request.text()).isEqualTo("12345");
        assertThat(client.send(HEAD + "67890").read().status()).isEqualTo(200);
    }

    @Test
    void aClientThatWaitsInVainMaySendAnyway() throws Exception {
        RawClient client = gateway.connect();

        client.send(HEAD);
        Await.until(
                "the head reaches the upstream", () -> upstream.received().contains("\r\n\r\n"));
        client.send("12345");

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.take().text()).isEqualTo("12345");
    }

    @Test
    void anUnknownExpectationIsRefused() throws Exception {
        for (String expectation : List.of("200-ok", "100-continue, x", "", "100-continue;x=1")) {
            RawClient client = gateway.connect();
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: "
                            + expectation
                            + "\r\n\r\n12345");
            client.expectRefusal(417);
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void anExpectationInHttp10IsIgnored() throws Exception {
        upstream.serve(peer -> {
            String head = peer.head();
            peer.send("HTTP/1.1 100 Continue\r\n\r\n").body(head);
            peer.send(FakeUpstream.OK);
        });
        RawClient client = gateway.connect();

        client.send(
                "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
                        + "12345");

        assertThat(client.read().status()).isEqualTo(200);
        client.expectEnd();
        assertThat(upstream.take().values("Expect")).isEmpty();
    }

    @Test
    void anExpectationWithoutABodyIsNotPassedOn() throws Exception {
        RawClient client = gateway.connect();

        client.send("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.take().values("Expect")).isEmpty();
    }

    @Test
    void aContinueThatNobodyAskedForStaysHere() throws Exception {
        upstream.reply(request -> "HTTP/1.1 100 Continue\r\n\r\n" + FakeUpstream.OK);
        RawClient client = gateway.connect();

        assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(200);
    }
}
