package io.xynergy.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits on the wire. */
@OnBothCarriers
final class RateLimitIT {

    private static final String KEY = "k_12345678_" + "ab".repeat(32);
    private static final String OTHER_KEY = "k_12345679_" + "ab".repeat(32);

    private static final String ROUTES =
            """
            - name: two
              match: [{path: {prefix: /two}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: two, requests: 2, per: 1h, by: Ip}]
            - name: same
              match: [{path: {prefix: /same}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: two, requests: 2, per: 1h, by: Ip}]
            - name: header
              match: [{path: {prefix: /header}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: each, requests: 1, per: 1h, by: Header, header: X-Device}]
            - name: spoken
              match: [{path: {prefix: /spoken}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: each, requests: 1, per: 1h, by: Header, header: X-Forwarded-For}]
            - name: spelled
              match: [{path: {prefix: /spelled}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: other, requests: 1, per: 1h, by: Header, header: X_Forwarded_For}]
            - name: two-limits
              match: [{path: {prefix: /both}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits:
                - {name: fast, requests: 10, per: 1s, by: Ip}
                - {name: slow, requests: 2, per: 2h, by: Ip}
            - name: shadow
              match: [{path: {prefix: /shadow}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: seen, requests: 1, per: 1h, by: Ip, shadow: true}]
            - name: people
              match: [{path: {prefix: /keys}}]
              to: [{service: up0}]
              auth: {mode: Required}
              rateLimits:
                - {name: per-user, requests: 2, per: 1h, by: User}
                - {name: all, requests: 1000, per: 1h, by: Route}
            - name: moved
              match: [{path: {prefix: /moved}}]
              redirect: {prefix: /two}
              auth: {mode: None}
              rateLimits: [{name: moved, requests: 1, per: 1h, by: Ip}]
            """;

    private final FakeUpstream upstream =
            FakeUpstream.replying(_ ->
                    "HTTP/1.1 200 OK\r\nX-RateLimit-Limit: 7\r\nRateLimit: \"own\";r=1\r\n"
                            + "Content-Length: 2\r\n\r\nok");
    private final GatewayFixture gateway;

    RateLimitIT(Lanes.Choice carrier) throws IOException {
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .spec(
                                "auth: {apiKeys: [{name: acme, tenant: a}, {name: globex, tenant: a}]}\n")
                        .gateway("trustedProxies: [127.0.0.2/32]")
                        .routes(ROUTES)
                        .accessLog()
                        .options(options -> options.apiKeys(RateLimitIT::hash))
                        .start();
    }

    private static List<KeyHash> hash(String name) {
        String value = name.equals("acme") ? KEY : OTHER_KEY;
        return List.of(new KeyHash(value.substring(0, 10), Policies.digest(Ascii.bytes(value))));
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Response get(String path, String fields) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").read();
        }
    }

    @Test
    void oneTooManyIsToldWhenToComeBackAndReachesNoUpstream() throws IOException {
        Response first = get("/two", "");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.values("RateLimit-Policy")).containsExactly("\"two\";q=2;w=3600");
        assertThat(first.values("RateLimit")).containsExactly("\"two\";r=1;t=1800");
        assertThat(first.values("X-RateLimit-Limit")).containsExactly("2");
        assertThat(first.values("X-RateLimit-Remaining")).containsExactly("1");
        assertThat(first.values("X-RateLimit-Reset")).containsExactly("1800");
        assertThat(get("/two", "").status()).isEqualTo(200);

        Response refused = get("/two", "");

        assertThat(refused.head()).startsWith("HTTP/1.1 429 Too Many Requests\r\n");
        assertThat(refused.error("code")).isEqualTo("rate_limited");
        assertThat(refused.value("Retry-After")).matches("1[78][0-9]{2}");
        assertThat(refused.value("RateLimit"))
                .isEqualTo("\"two\";r=0;t=" + refused.value("Retry-After"));
        assertThat(refused.values("X-Request-Id")).hasSize(1);
        assertThat(upstream.untaken()).hasSize(2);
        gateway.awaitMetric("xynergy_gateway_rate_limited_total{result=\"refused\"}", 1);
        assertThat(gateway.awaitLogLine("\"status\":429")).contains("\"failure\":\"rate_limited\"");
    }

    @Test
    void limitsThatAreEqualCountTogether() throws IOException {
        get("/two", "");
        get("/same", "");

        assertThat(get("/two", "").status()).isEqualTo(429);
        assertThat(get("/same", "").status()).isEqualTo(429);
    }

    @Test
    void valuesOfAFieldCountApartHoweverTheyAreCut() throws IOException {
        for (String fields :
                List.of(
                        "X-Device: ab\r\n",
                        "X-Device: a\r\nX-Device: b\r\n",
                        "X-Device: a, b\r\n",
                        "X-Device: a\r\n",
                        "X-Device:\r\n",
                        "",
                        "X-Device: " + "x".repeat(4000) + "\r\n",
                        "X-Device: \u00ff\r\n")) {
            assertThat(get("/header", fields).status()).as(fields).isEqualTo(200);
            assertThat(get("/header", fields).status()).as(fields).isEqualTo(429);
        }
    }

    @Test
    void otherSpellingsOfAFieldAreTheSame() throws IOException {
        get("/header", "X-Device: a\r\n");

        assertThat(get("/header", "X_Device: a\r\n").status()).isEqualTo(429);
        assertThat(get("/header", "x.DEVICE: a\r\n").status()).isEqualTo(429);
    }

    /** What services never see of a client is nothing to count by. */
    @Test
    void fieldsThatTheGatewayWritesCountAsItWritesThem() throws IOException {
        get("/spoken", "X-Forwarded-For: 192.0.2.1\r\n");

        assertThat(get("/spoken", "X-Forwarded-For: 192.0.2.2\r\n").status()).isEqualTo(429);
    }

    /** A limit may name its field in another spelling: it still counts what services get. */
    @Test
    void otherSpellingsOfForwardingFieldsCountAsTheGatewayWritesThem() throws IOException {
        get("/spelled", "X-Forwarded-For: 192.0.2.1\r\n");

        assertThat(get("/spelled", "X-Forwarded-For: 192.0.2.2\r\n").status()).isEqualTo(429);
    }

    @Test
    void refusalTellsOfTheLimitThatRefuses() throws IOException {
        get("/both", "");
        get("/both", "");
        for (int i = 0; i < 20; i++) {
            Response refused = get("/both", "");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.values("X-RateLimit-Limit")).containsExactly("2");
            assertThat(refused.value("X-RateLimit-Reset")).isEqualTo(refused.value("Retry-After"));
            assertThat(refused.value("RateLimit")).matches("\"fast\";r=([89]|10);t=.*");
        }
    }

    @Test
    void shadowLetsThroughAndSaysNothing() throws IOException {
        get("/shadow", "");
        Response response = get("/shadow", "");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.values("RateLimit-Policy")).isEmpty();
        assertThat(response.values("X-RateLimit-Limit")).containsExactly("7"); // the upstream's
        gateway.awaitMetric("xynergy_gateway_rate_limited_total{result=\"shadow\"}", 1);
    }

    @Test
    void callersCountApartAndTheTightestLimitIsShown() throws IOException {
        String acme = "X-Api-Key: " + KEY + "\r\n";
        String globex = "X-Api-Key: " + OTHER_KEY + "\r\n";

        Response first = get("/keys", acme);
        assertThat(first.value("RateLimit-Policy"))
                .isEqualTo("\"per-user\";q=2;w=3600, \"all\";q=1000;w=3600");
        assertThat(first.value("X-RateLimit-Limit")).isEqualTo("2");
        assertThat(get("/keys", acme).status()).isEqualTo(200);
        assertThat(get("/keys", acme).status()).isEqualTo(429);
        assertThat(get("/keys", globex).status()).isEqualTo(200);
    }

    /** Who is refused before has cost nobody a part of a limit. */
    @Test
    void strangersAreNotCounted() throws IOException {
        for (int i = 0; i < 5; i++) {
            Response response = get("/keys", "");
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.values("RateLimit")).isEmpty();
        }
        Response first = get("/keys", "X-Api-Key: " + KEY + "\r\n");
        assertThat(first.value("RateLimit")).contains("\"all\";r=999");
    }

    @Test
    void redirectsCountLikeAllResponses() throws IOException {
        assertThat(get("/moved", "").value("RateLimit")).isEqualTo("\"moved\";r=0;t=3600");
        assertThat(get("/moved", "").status()).isEqualTo(429);
    }

    @Test
    void addressIsTheClientsAndNotWhatItSays() throws IOException {
        get("/two", "X-Forwarded-For: 192.0.2.1\r\n");
        get("/two", "X-Forwarded-For: 192.0.2.2\r\n");

        assertThat(get("/two", "X-Forwarded-For: 192.0.2.3\r\n").status()).isEqualTo(429);
    }

    private Response behindProxy(String client) throws IOException {
        var socket =
                new Socket(
                        InetAddress.ofLiteral("127.0.0.1"),
                        gateway.port(),
                        InetAddress.ofLiteral("127.0.0.2"),
                        0);
        try (RawClient proxy = RawClient.over(socket)) {
            return proxy.send(
                            "GET /two HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: "
                                    + client
                                    + "\r\n\r\n")
                    .read();
        }
    }

    /** A provider gives a customer a /64; one more bit is somebody else's. */
    @Test
    void addressesOfOneIpv6NetworkCountTogether() throws IOException {
        assertThat(behindProxy("2001:db8::1").status()).isEqualTo(200);
        assertThat(behindProxy("2001:db8::ffff:1").status()).isEqualTo(200);
        assertThat(behindProxy("2001:db8:0:0:ffff::").status()).isEqualTo(429);
        assertThat(behindProxy("2001:db8:0:1::1").status()).isEqualTo(200);
        assertThat(behindProxy("192.0.2.1").status()).isEqualTo(200);
        assertThat(behindProxy("::ffff:192.0.2.1").status()).isEqualTo(200);
        assertThat(behindProxy("192.0.2.1").status()).isEqualTo(429);
        assertThat(behindProxy("192.0.2.2").status()).isEqualTo(200);
    }
}
