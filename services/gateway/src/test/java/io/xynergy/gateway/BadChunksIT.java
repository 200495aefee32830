package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunked bodies with broken framing are refused and nothing behind them is served. */
@OnASharedGateway
final class BadChunksIT {

    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    BadChunksIT(SharedGateway shared) throws IOException {
        shared.reset();
        gateway = shared.gateway();
        upstream = shared.upstream();
    }

    static Stream<String> badBodies() {
        return Stream.concat(badFraming(), badExtensions());
    }

    private static Stream<String> badFraming() {
        return Stream.of(
                "x\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                " 3\r\nabc\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                "3 4\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3\rabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "3\r\nabc\r0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "3\r\nabc\r\n0;\r\n\r\n",
                "1000000000000000\r\nabc\r\n0\r\n\r\n",
                "ffffffffffffffffffff3\r\nabc\r\n0\r\n\r\n",
                "0000000000000000000003\r\nabc\r\n0\r\n\r\n",
                "\u00b3\r\nabc\r\n0\r\n\r\n",
                "3\r\nabc\r\n0\n\r\n",
                "3\r\nabc\r\n0\r\nX : y\r\n\r\n",
                "3\r\nabc\r\n0\r\nX: y\n\r\n",
                "3\r\nabc\r\n0\r\n X: y\r\n\r\n",
                "3\r\nabc\r\n0\r\nX: \0\r\n\r\n");
    }

    private static Stream<String> badExtensions() {
        return Stream.of(
                "3;\r\nabc\r\n0\r\n\r\n",
                "3; \r\nabc\r\n0\r\n\r\n",
                "3;=v\r\nabc\r\n0\r\n\r\n",
                "3;bad[=x\r\nabc\r\n0\r\n\r\n",
                "3;a=\r\nabc\r\n0\r\n\r\n",
                "3;a=b[\r\nabc\r\n0\r\n\r\n",
                "3;a=\"b\r\nabc\r\n0\r\n\r\n",
                "3;a=\"b\\\"\r\nabc\r\n0\r\n\r\n",
                "3;a=\"b\"c\r\nabc\r\n0\r\n\r\n",
                "3;a b\r\nabc\r\n0\r\n\r\n",
                "3;a=b c\r\nabc\r\n0\r\n\r\n",
                "3;a \r\nabc\r\n0\r\n\r\n",
                "3;a=b \r\nabc\r\n0\r\n\r\n",
                "3;a;\r\nabc\r\n0\r\n\r\n",
                "3;;a\r\nabc\r\n0\r\n\r\n",
                "3;a=\"b\nc\"\r\nabc\r\n0\r\n\r\n",
                "3;a=\"b\0c\"\r\nabc\r\n0\r\n\r\n",
                "3;a\u00e4\r\nabc\r\n0\r\n\r\n",
                "3;a\nb\r\nabc\r\n0\r\n\r\n",
                "3;a\0b\r\nabc\r\n0\r\n\r\n",
                "3;a\rb\r\nabc\r\n0\r\n\r\n");
    }

    /** Too long to be sure that they are read together with their head. */
    static Stream<String> longBadBodies() {
        return Stream.of(
                "3;" + "e".repeat(2_000) + "\r\nabc\r\n0\r\n\r\n",
                "3" + " ".repeat(2_000) + ";a\r\nabc\r\n0\r\n\r\n",
                "1;a=b\r\na\r\n".repeat(2)
                        + ("1;" + "e".repeat(1_000) + "\r\na\r\n").repeat(20)
                        + "0\r\n\r\n",
                "3\r\nabc\r\n0\r\nX: " + "y".repeat(9_000) + "\r\n\r\n");
    }

    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBadBodyThatComesWithTheHeadReachesNobody(String body) throws IOException {
        RawClient client = gateway.connect();

        client.send(HEAD + body + SMUGGLED);

        Response response = client.expectRefusal(400);
        assertThat(response.error("code")).isEqualTo("bad_request");
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3;a\r\nabc\r\n0\r\n\r\n",
                "3;a=b\r\nabc\r\n0\r\n\r\n",
                "3 ; a = b ; c = \"d;e\\\"\u00e4\"\r\nabc\r\n0;last\r\n\r\n",
                "3\t;\ta\t=\t\"\"\r\nabc\r\n0\r\n\r\n"
            })
    void extensionsOfTheGrammarAreReadAndEndHere(String body) throws Exception {
        RawClient client = gateway.connect();

        client.send(HEAD + body);

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.take().text()).isEqualTo("abc");
        assertThat(upstream.received()).endsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    }

    @Test
    void framingOverItsLimitIsCounted() throws IOException {
        String counter = "xynergy_gateway_limits_hit_total{limit=\"chunk_framing\"}";
        long before = gateway.metric(counter);

        gateway.connect()
                .send(HEAD + "3;" + "e".repeat(2_000) + "\r\nabc\r\n0\r\n\r\n")
                .expectRefusal(400);
        gateway.connect().send(HEAD + "3;\r\nabc\r\n0\r\n\r\n").expectRefusal(400);

        assertThat(gateway.metric(counter)).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @MethodSource({"badBodies", "longBadBodies"})
    void aBadBodyThatComesLaterIsBrokenOffUpstream(String body) throws Exception {
        var headCame = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.head();
            headCame.countDown();
            try {
                peer.awaitEnd();
            } finally {
                ended.countDown();
            }
        });
        RawClient client = gateway.connect();

        client.send(HEAD);
        assertThat(headCame.await(10, TimeUnit.SECONDS)).isTrue();
        client.send(body + SMUGGLED);

        client.expectRefusal(400);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(upstream.received()).doesNotContain("smuggled").doesNotContain("\r\n0\r\n");
        assertThat(upstream.untaken()).isEmpty();
    }
}
