package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests whose route, or whose target, regular expressions do not give. */
@OnBothCarriers
final class UndecidedIT {

    private static final String ROUTES =
            """
            - name: strict
              match: [{path: {regex: "/.*/.*/admin/.*"}}]
              redirect: {status: 302, host: login.example}
              auth: {mode: None}
            - name: cookie
              match: [{path: {prefix: /}, headers: [{name: Cookie, regex: ".*\\\\b(?:a.?){600}"}]}]
              redirect: {status: 302, host: cookie.example}
              auth: {mode: None}
            - name: query
              match: [{path: {prefix: /q}, query: [{name: q, regex: ".*\\\\b(?:a.?){600}"}]}]
              redirect: {status: 302, host: query.example}
              auth: {mode: None}
            - name: rewritten
              match: [{path: {prefix: /r/}}]
              to: [{service: up0}]
              auth: {mode: None}
              rewrite: {regex: "^/r/(.*)", replace: "$1"}
            - name: quadratic
              match: [{path: {prefix: /s/}}]
              to: [{service: up0}]
              auth: {mode: None}
              rewrite: {regex: "a(.*b)?", replace: "x"}
            - name: user
              match: [{path: {prefix: /u/}}]
              to: [{service: up0}]
              auth: {mode: None}
              rewrite: {regex: "^/u/([^/]+)", replace: "/users?id=$1"}
            - name: weak
              match: [{path: {regex: "/.*"}}]
              to: [{service: up0}]
              auth: {mode: None}
            """;

    private final FakeUpstream upstream =
            FakeUpstream.replying(_ -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    private final GatewayFixture gateway;

    UndecidedIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.on(carrier).upstream(upstream).routes(ROUTES).start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Response get(String target, String fields) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n")
                    .read();
        }
    }

    private void assertUndecided(Response response) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.error("code")).isEqualTo("route_undecided");
        assertThat(upstream.received()).isEmpty();
    }

    private void awaitFailures(String kind, long count) {
        gateway.awaitMetric("xynergy_gateway_failures_total{kind=\"" + kind + "\"}", count);
    }

    @Test
    void theStrictRouteIsTakenHoweverLongThePath() throws IOException {
        assertThat(get("/x/y/admin/" + "a/".repeat(55), "").status()).isEqualTo(302);
        assertThat(get("/x/y/admin/" + "a/".repeat(3_000), "").status()).isEqualTo(302);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void whatTakesTooManyStepsIsRefusedAndCounted() throws Exception {
        assertUndecided(get("/x", "Cookie: " + "a".repeat(4_000) + "\r\n"));
        assertUndecided(get("/q?q=" + "a".repeat(4_000), ""));
        awaitFailures("route_undecided", 2);
        assertThat(get("/x", "Cookie: a=b\r\n").status()).isEqualTo(200);
    }

    @Test
    void aRewriteThatMakesNoPathSaysSo() throws Exception {
        Response response = get("/r/a", "");

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.error("code")).isEqualTo("rewrite_failed");
        awaitFailures("rewrite_failed", 1);
        assertThat(upstream.accepted()).isZero();
    }

    @Test
    void aRewriteThatTakesTooManyStepsIsUndecided() throws Exception {
        assertUndecided(get("/s/" + "a".repeat(7_000), ""));
        assertThat(get("/s/aa", "").status()).isEqualTo(200);
        assertThat(upstream.take().requestLine()).isEqualTo("GET /s/xx HTTP/1.1");
    }

    @Test
    void theQueryOfARewriteComesBeforeTheClients() throws Exception {
        assertThat(get("/u/7&admin=1?x=//&y", "").status()).isEqualTo(200);

        assertThat(upstream.take().requestLine())
                .isEqualTo("GET /users?id=7%26admin%3D1&x=//&y HTTP/1.1");
    }
}
