package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** What a client that nobody vouches for says about others is not believed. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class UntrustedClientIT {

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream = FakeUpstream.start();
        gateway = GatewayFixture.on(carrier).upstream(upstream).accessLog().start();
    }

    @BeforeEach
    void reset() throws IOException {
        gateway.reset();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    private static final String CLAIMS =
            "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
                    + "X-Forwarded-Port: 1\r\nForwarded: for=2.2.2.2\r\nX-Real-IP: 3.3.3.3\r\n"
                    + "X-Forwarded-Prefix: /x\r\nX-Forwarded-Client-Cert: y\r\nTrue-Client-IP: 4\r\n"
                    + "X-Client-IP: 5.5.5.5\r\nX-Original-Forwarded-For: 6.6.6.6\r\n"
                    + "X-Original-URL: /admin\r\nCF-Connecting-IP: 8.8.8.8\r\n"
                    + "Client-IP: 8.8.8.8\r\nX-Request-Id: mine\r\n";

    @Test
    void claimsAreReplacedByWhatTheSocketSays() throws Exception {
        gateway.connect().send("GET / HTTP/1.1\r\nHost: a:81\r\n" + CLAIMS + "\r\n").read();

        ReceivedRequest request = upstream.take();
        assertThat(request.value("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.value("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.value("X-Forwarded-Host")).isEqualTo("a:81");
        assertThat(request.value("X-Forwarded-Port")).isEqualTo("" + gateway.port());
        assertThat(request.value("Forwarded")).isEqualTo("for=127.0.0.1;proto=http;host=\"a:81\"");
        assertThat(request.value("X-Real-IP")).isEqualTo("127.0.0.1");
        assertThat(request.head())
                .doesNotContain("X-Original-URL")
                .doesNotContain("8.8.8.8")
                .doesNotContainIgnoringCase("Prefix")
                .doesNotContainIgnoringCase("Client-Cert")
                .doesNotContainIgnoringCase("Client-IP")
                .doesNotContainIgnoringCase("Original")
                .doesNotContain("evil");
    }

    @Test
    void theRequestIdIsMadeHereAndTheSameEverywhere() throws Exception {
        Response response =
                gateway.connect()
                        .send("GET /one HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n")
                        .read();

        String id = response.value("X-Request-Id");
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(upstream.take().value("X-Request-Id")).isEqualTo(id);
        assertThat(gateway.awaitLogLine("/one")).contains("\"" + id + "\"").contains("127.0.0.1");
    }

    @Test
    void requestIdsDiffer() throws IOException {
        RawClient client = gateway.connect();

        String first =
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().value("X-Request-Id");
        String second =
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().value("X-Request-Id");

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void theUpstreamCannotChangeTheRequestId() throws Exception {
        upstream.reply(
                request -> "HTTP/1.1 200 OK\r\nx-request-id: its\r\nContent-Length: 0\r\n\r\n");

        Response response = gateway.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        assertThat(response.value("X-Request-Id")).isEqualTo(upstream.take().value("X-Request-Id"));
    }

    @Test
    void theErrorBodyAndTheLogNameTheRefusedRequest() throws IOException {
        RawClient client = gateway.connect();

        client.send("GET /refused HTTP/1.1\r\nHost: a\r\nX : 1\r\nX-Request-Id: mine\r\n\r\n");

        Response response = client.expectRefusal(400);
        assertThat(gateway.awaitLogLine(response.error("requestId"))).contains("400");
    }
}
