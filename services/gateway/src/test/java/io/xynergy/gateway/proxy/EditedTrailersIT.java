package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a route removes or sets does not come back in trailers and interim responses. */
@OnBothCarriers
final class EditedTrailersIT {

    private static final String ROUTES =
            """
            - name: edited
              match: [{path: {prefix: /}}]
              to:
              - service: up0
                headers: {request: {remove: [X-Inner], set: {X-Cell: one}}}
              auth: {mode: None}
              headers:
                request: {remove: [X-Role], set: {X-Tenant: good}, add: {X-Hop: gateway}}
                response: {remove: [Server, X-Secret], set: {X-Mode: safe}, add: {X-More: m}}
            """;

    private static final String UPLOAD =
            "PUT /u HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String REQUEST_END =
            """
            0
            X-Sum: 1
            X-Role: admin
            x-role: admin
            X.Role: admin
            X_Role: admin
            X-Tenant: evil
            X_Tenant: evil
            x!tenant: evil
            X-Inner: 1
            X_INNER: 1
            X-Cell: two
            X.Cell: two
            X-Hop: client
            X-Roles: b

            """
                    .replace("\n", "\r\n");

    private static final String RESPONSE_LINES =
            """
            X-Sum: 1
            Server: leak
            server: leak
            X-Secret: leak
            X_Secret: leak
            x.secret: leak
            X-Mode: unsafe
            X_Mode: unsafe
            X-More: upstream
            X-Secrets: c

            """
                    .replace("\n", "\r\n");

    private final FakeUpstream upstream = FakeUpstream.replying(_ -> FakeUpstream.OK);
    private final GatewayFixture gateway;

    EditedTrailersIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.on(carrier).upstream(upstream).routes(ROUTES).start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private static void assertEdited(ReceivedRequest request) {
        assertThat(request.trailers()).containsExactly("X-Sum: 1", "X-Hop: client", "X-Roles: b");
        assertThat(request.values("X-Tenant")).containsExactly("good");
        assertThat(request.values("X-Cell")).containsExactly("one");
        assertThat(request.values("X-Hop")).containsExactly("gateway");
    }

    private static void assertEdited(Response response) {
        assertThat(response.trailers())
                .containsExactly("X-Sum: 1", "X-More: upstream", "X-Secrets: c");
        assertThat(response.values("X-Mode")).containsExactly("safe");
    }

    @Test
    void requestTrailersThatComeWithTheHead() throws Exception {
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(UPLOAD + "2\r\nab\r\n" + REQUEST_END).read().status())
                    .isEqualTo(200);
        }
        assertEdited(upstream.take());
    }

    @Test
    void requestTrailersThatComeAfterTheHeadWasSentOn() throws Exception {
        var headArrived = new CountDownLatch(1);
        upstream.serve(peer -> {
            String head = peer.head();
            headArrived.countDown();
            peer.body(head);
            peer.send(FakeUpstream.OK).awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            client.send(UPLOAD + "2\r\nab\r\n");
            headArrived.await();
            assertThat(client.send(REQUEST_END).read().status()).isEqualTo(200);
        }
        assertEdited(upstream.take());
    }

    @Test
    void responseTrailersThatComeWithTheHead() throws Exception {
        upstream.reply(_ -> chunkedHead() + "0\r\n" + RESPONSE_LINES);
        try (RawClient client = gateway.connect()) {
            assertEdited(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read());
        }
    }

    @Test
    void responseTrailersThatComeAfterTheHeadWasSentOn() throws Exception {
        var headArrived = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 103 Early Hints\r\n\r\n");
            headArrived.await();
            peer.send(chunkedHead());
            peer.send("2\r\nab\r\n".repeat(60_000) + "0\r\n" + RESPONSE_LINES).awaitEnd();
        });
        try (RawClient client = gateway.connect()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status())
                    .isEqualTo(103);
            headArrived.countDown();
            assertEdited(client.read());
        }
    }

    @Test
    void interimResponsesAreEditedAndGetNoLinesOfTheirOwn() throws Exception {
        upstream.reply(_ -> "HTTP/1.1 103 Early Hints\r\n" + RESPONSE_LINES + FakeUpstream.OK);
        try (RawClient client = gateway.connect()) {
            Response hints = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

            assertThat(hints.head())
                    .isEqualTo(
                            "HTTP/1.1 103 Early Hints\r\n"
                                    + "X-Sum: 1\r\nX-More: upstream\r\nX-Secrets: c\r\n\r\n");
            Response response = client.read();
            assertThat(response.text()).isEqualTo("ok");
            assertThat(response.values("X-Mode")).containsExactly("safe");
        }
    }

    private static String chunkedHead() {
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    }
}
