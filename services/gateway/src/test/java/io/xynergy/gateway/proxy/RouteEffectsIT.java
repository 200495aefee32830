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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What routes do to requests and answers on the wire. */
@OnBothCarriers
final class RouteEffectsIT {

    private static final String ROUTES =
            """
            - name: moved
              match: [{path: {prefix: /old}}]
              redirect: {status: 308, prefix: /new}
            - name: all-moved
              match: [{hosts: [moved.example], path: {prefix: /}}]
              redirect: {scheme: https}
            - name: all-rewritten
              match: [{hosts: [rewritten.example], path: {prefix: /}}]
              to: [{service: up0}]
              auth: {mode: None}
              rewrite: {prefix: /api}
            - name: rewritten
              match: [{path: {prefix: /api/orders}}]
              to: [{service: up0}]
              auth: {mode: None}
              rewrite: {prefix: /orders, host: inside.example}
            - name: edited
              match: [{path: {exact: /edited}}]
              to: [{service: up0}]
              auth: {mode: None}
              headers:
                request: {set: {X-Gateway: here}, remove: [X-Debug]}
                response: {add: {X-Served-By: here}, remove: [Server]}
            - name: edited-alone
              match: [{path: {prefix: /own}}]
              to: [{service: up0}]
              auth: {mode: None}
              maxRequestBody: "10"
              headers:
                response: {set: {Cache-Control: no-cache, Strict-Transport-Security: max-age=1}}
            - name: edited-redirect
              match: [{path: {prefix: /own/moved}}]
              redirect: {prefix: /new}
              headers:
                response: {set: {Strict-Transport-Security: max-age=1}}
            - name: dated
              match: [{path: {prefix: /dated}}]
              to: [{service: up0}]
              auth: {mode: None}
              headers:
                response: {set: {Date: "Thu, 01 Jan 2026 00:00:00 GMT", X-Request-Id: mine}}
            - name: posts
              match: [{path: {exact: /posts}, methods: [POST]}]
              to: [{service: up0}]
              auth: {mode: None}
            """;

    private final FakeUpstream upstream =
            FakeUpstream.replying(
                    _ -> "HTTP/1.1 200 OK\r\nServer: secret\r\nContent-Length: 2\r\n\r\nok");
    private final GatewayFixture gateway;

    RouteEffectsIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.on(carrier).upstream(upstream).routes(ROUTES).start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Response get(String target, String fields) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send(
                            "GET "
                                    + target
                                    + " HTTP/1.1\r\nHost: shop.example\r\n"
                                    + fields
                                    + "\r\n")
                    .read();
        }
    }

    /** There is no path in {@code *} that could be replaced (RFC 9112, 3.2.4). */
    @Test
    void optionsOfTheWholeServerAreNeitherRedirectedNorRewritten() throws IOException {
        try (RawClient client = gateway.connect()) {
            for (String host : new String[] {"moved.example", "rewritten.example"}) {
                Response response =
                        client.send("OPTIONS * HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();

                assertThat(response.status()).isEqualTo(200);
                assertThat(response.head()).doesNotContain("Location:");
                assertThat(response.value("Allow")).contains("OPTIONS");
            }
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void redirectPointsToTheNewPlace() throws IOException {
        Response response = get("/old/things?a=1&b=%20", "");

        assertThat(response.head()).startsWith("HTTP/1.1 308 Permanent Redirect\r\n");
        assertThat(response.value("Location")).endsWith("/new/things?a=1&b=%20");
        assertThat(response.value("Content-Length")).isEqualTo("0");
        assertThat(upstream.accepted()).isZero();
    }

    @Test
    void redirectKeepsTheConnection() throws IOException {
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /old HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(308);
            }
        }
    }

    @Test
    void rewriteChangesPathAndHostAndLeavesTheQuery() throws Exception {
        get("/api/orders/42?x=%2F", "");

        ReceivedRequest request = upstream.take();
        assertThat(request.requestLine()).isEqualTo("GET /orders/42?x=%2F HTTP/1.1");
        assertThat(request.values("Host")).containsExactly("inside.example");
    }

    @Test
    void fieldsAreEditedBothWays() throws Exception {
        Response response = get("/edited", "X-Debug: 1\r\nx-gateway: forged\r\nX-Other: 1\r\n");

        ReceivedRequest request = upstream.take();
        assertThat(request.values("X-Gateway")).containsExactly("here");
        assertThat(request.values("X-Debug")).isEmpty();
        assertThat(request.value("X-Other")).isEqualTo("1");
        assertThat(response.value("X-Served-By")).isEqualTo("here");
        assertThat(response.values("Server")).isEmpty();
    }

    /** Security headers hold for errors and redirects, too, as for an upstream's responses. */
    @Test
    void gatewaysOwnResponsesHaveTheirRoutesFields() throws IOException {
        Response upstreams = get("/own", "");
        Response slash = get("/own/a%2Fb", "");
        Response moved = get("/own/moved/x", "");
        Response large = get("/own", "Content-Length: 11\r\n");

        assertThat(upstreams.status()).isEqualTo(200);
        assertThat(slash.status()).isEqualTo(400);
        assertThat(moved.status()).isEqualTo(302);
        assertThat(large.status()).isEqualTo(413);
        for (Response response : new Response[] {upstreams, slash, moved, large}) {
            assertThat(response.values("Strict-Transport-Security")).containsExactly("max-age=1");
            assertThat(response.values("X-Request-Id")).hasSize(1);
        }
        assertThat(slash.values("Cache-Control")).containsExactly("no-cache");
    }

    /** RFC 9110, 5.3: a field of one value is there once. */
    @Test
    void fieldThatThePolicySetsIsNotAddedAgain() throws IOException {
        for (String path : new String[] {"/dated", "/dated/a%2Fb"}) {
            Response response = get(path, "");

            assertThat(response.values("Date")).containsExactly("Thu, 01 Jan 2026 00:00:00 GMT");
            assertThat(response.values("X-Request-Id")).containsExactly("mine");
        }
    }

    @Test
    void pathWithoutARouteIsNotFoundInTheStandardForm() throws IOException {
        Response response = get("/nothing", "");

        assertThat(response.head()).startsWith("HTTP/1.1 404 Not Found\r\n");
        assertThat(response.value("Content-Type")).isEqualTo("application/json");
        assertThat(response.error("code")).isEqualTo("no_route");
        assertThat(response.error("requestId")).isEqualTo(response.value("X-Request-Id"));
        assertThat(response.error("message")).doesNotContain("127.0.0.1");
    }

    @Test
    void methodWithoutARouteIsNotFound() throws IOException {
        assertThat(get("/posts", "").status()).isEqualTo(404);
    }

    @Test
    void healthIsAnsweredOnTheTrafficPort() throws IOException {
        for (String path : new String[] {"/health", "/health/deep"}) {
            Response response = get(path, "");

            assertThat(response.status()).as(path).isEqualTo(200);
            assertThat(response.value("Content-Type")).isEqualTo("application/json");
            assertThat(response.text()).startsWith("{").contains("\"status\"");
        }
        assertThat(upstream.accepted()).isZero();
    }
}
