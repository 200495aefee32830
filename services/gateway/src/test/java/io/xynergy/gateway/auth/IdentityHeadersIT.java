package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only the gateway tells services who calls, whatever clients send. */
@OnBothCarriers
final class IdentityHeadersIT {

    private static final List<String> NAMES =
            List.of(
                    "X-Xynergy-User",
                    "X-Xynergy-Tenant",
                    "X-Xynergy-Roles",
                    "X-Xynergy-Scopes",
                    "X-Xynergy-Issuer",
                    "X-Xynergy-Anything-Else",
                    "x-xynergy-user",
                    "X-XYNERGY-TENANT",
                    "x-XyNeRgY-rOlEs");

    private static final String ROUTES =
            """
            - {name: open, match: [{path: {prefix: /open}}], to: [{service: up0}], auth: {mode: None}}
            - name: either
              match: [{path: {prefix: /either}}]
              to: [{service: up0}]
              auth: {mode: Optional}
              headers: {request: {add: {X-Other: "1"}, remove: [X-Debug]}}
            - name: known
              match: [{path: {prefix: /known}}]
              to: [{service: up0}]
              rewrite: {prefix: /, host: inside.example}
            """;

    private final Lanes.Choice carrier;
    private final AuthGateway gateway;

    IdentityHeadersIT(Lanes.Choice carrier) throws IOException {
        this.carrier = carrier;
        this.gateway = new AuthGateway(carrier, ROUTES);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private ReceivedRequest forwarded(String path, String fields) throws Exception {
        Response response = gateway.get(path, fields);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return gateway.upstream.take();
    }

    private static List<String> own(ReceivedRequest request) {
        return request.lines().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("x-xynergy"))
                .toList();
    }

    @Test
    void whatClientsSendIsRemovedOnEveryRoute() throws Exception {
        String token = AuthGateway.bearer(gateway.issuer.token("ann", "acme"));
        for (String name : NAMES) {
            String spoofed = name + ": root\r\n" + name + ": admin\r\n";

            assertThat(own(forwarded("/open", spoofed))).as(name).isEmpty();
            assertThat(own(forwarded("/either", spoofed))).as(name).isEmpty();
            assertThat(own(forwarded("/known", spoofed + token)))
                    .as(name)
                    .containsExactly(
                            "X-Xynergy-User: ann",
                            "X-Xynergy-Tenant: acme",
                            "X-Xynergy-Issuer: corp");
            assertThat(own(forwarded("/known", token + spoofed))).as(name).hasSize(3);
        }
    }

    /** CGI-like services take all spellings for one: such a request is refused whole. */
    @Test
    void namesWithOtherMarksReachNobody() throws IOException {
        for (String name :
                List.of(
                        "X_Xynergy_User",
                        "x_xynergy_tenant",
                        "X-Xynergy_Roles",
                        "X_XYNERGY-Any",
                        "X.Xynergy.User",
                        "X!Xynergy-Tenant",
                        "x~xynergy~roles",
                        "X-Xynergy|Scopes",
                        "X-Xynergy.",
                        "Authorization.",
                        "X.Request.Id")) {
            boolean known = !name.startsWith("Authori");
            for (String path : List.of("/open", "/either", "/known")) {
                int status = gateway.get(path, name + ": root\r\n").status();
                assertThat(status == 400).as(name).isEqualTo(known);
            }
        }
        assertThat(gateway.upstream.untaken().stream().map(ReceivedRequest::head))
                .noneMatch(head -> head.toLowerCase(Locale.ROOT).contains("xynergy-u"));
    }

    @Test
    void trailersWithOtherMarksBreakTheBody() throws Exception {
        for (String name : List.of("X.Xynergy.User", "x_xynergy_roles", "X-Xynergy+")) {
            try (RawClient client = gateway.fixture.connect()) {
                client.send(
                        "POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n"
                                + name
                                + ": root\r\n\r\n");
                assertThat(client.read().status()).as(name).isEqualTo(400);
            }
        }
    }

    @Test
    void trailersThatSayWhatTheBodyIsDoNotPassInAnySpelling() throws Exception {
        try (RawClient client = gateway.fixture.connect()) {
            client.send(
                    "POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "0\r\nContent_Encoding: gzip\r\nSet.Cookie: a=b\r\n"
                            + "X_Kept: yes\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(gateway.upstream.take().trailers()).containsExactly("X_Kept: yes");
    }

    @Test
    void editsOfAPolicyHoldForEverySpelling() throws Exception {
        String head =
                forwarded("/either", "X_Debug: 1\r\nx.debug: 2\r\nX-Debug: 3\r\nX_Debugger: 4\r\n")
                        .head();

        assertThat(head).contains("X_Debugger: 4").doesNotContainIgnoringCase("debug:");
    }

    @Test
    void connectionNominatesEverySpelling() throws Exception {
        assertThat(forwarded("/open", "Connection: x-hop\r\nX_Hop: 1\r\nX-Hop: 2\r\n").head())
                .doesNotContainIgnoringCase("hop");
        assertThat(gateway.get("/open", "Connection: content.length\r\n").status()).isEqualTo(400);
    }

    @Test
    void proxyIsNoHeaderForServices() throws Exception {
        String sent = "Proxy: http://evil\r\nProxy-Authorization: x\r\n";

        assertThat(forwarded("/open", sent).head()).doesNotContainIgnoringCase("proxy");
    }

    @Test
    void connectionCannotTakeTheIdentityAway() throws Exception {
        String token = AuthGateway.bearer(gateway.issuer.token("ann", "acme"));
        String named = "Connection: X-Xynergy-User, X-Xynergy-Tenant, x-xynergy-issuer\r\n";
        for (String fields :
                List.of(
                        named + token,
                        token + named,
                        "X-Xynergy-User: root\r\n" + named + token,
                        named + "X-Xynergy-User: root\r\n" + token)) {
            assertThat(own(forwarded("/known", fields)))
                    .containsExactly(
                            "X-Xynergy-User: ann",
                            "X-Xynergy-Tenant: acme",
                            "X-Xynergy-Issuer: corp");
        }
    }

    @Test
    void trailersCarryNoIdentity() throws Exception {
        try (RawClient client = gateway.fixture.connect()) {
            client.send(
                    """
                    POST /open HTTP/1.1
                    Host: a
                    TE: trailers
                    Trailer: X-Xynergy-User, X-Kept
                    Transfer-Encoding: chunked

                    2
                    ok
                    0
                    X-Xynergy-User: root
                    Authorization: Bearer x
                    X-Kept: yes

                    """
                            .replace("\n", "\r\n"));
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(gateway.upstream.take().trailers()).containsExactly("X-Kept: yes");
    }

    @Test
    void aTrustedProxyIsNotBelievedEither() throws Exception {
        try (GatewayFixture trusting =
                GatewayFixture.on(carrier)
                        .upstream(FakeUpstream.replying(request -> FakeIssuer.json(request.head())))
                        .gateway("trustedProxies: [127.0.0.0/8]")
                        .start()) {
            RawClient client = trusting.connect();
            client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4\r\n"
                            + "X-Xynergy-User: root\r\n\r\n");

            assertThat(client.read().text())
                    .contains("X-Forwarded-For: 1.2.3.4, 127.0.0.1")
                    .doesNotContain("root");
        }
    }

    @Test
    void requestsOnOneConnectionDoNotInheritTheCaller() throws Exception {
        String token = AuthGateway.bearer(gateway.issuer.token("ann", "acme"));
        try (RawClient client = gateway.fixture.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /either HTTP/1.1\r\nHost: a\r\n" + token + "\r\n");
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(own(gateway.upstream.take())).hasSize(3);
                client.send("GET /either HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(own(gateway.upstream.take())).isEmpty();
            }
        }
    }
}
