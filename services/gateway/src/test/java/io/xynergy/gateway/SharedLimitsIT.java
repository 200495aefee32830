package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.testing.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gateways that count together in a real Redis. */
final class SharedLimitsIT {

    /** So that no slow machine takes a Redis that is there for one that is away. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static final String SHARED = "xynergy_gateway_rate_limit_shared";

    private static final String ROUTES =
            """
            - name: few
              match: [{path: {prefix: /few}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: few, requests: 10, per: 24h, by: Ip}]
            - name: many
              match: [{path: {prefix: /many}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: many, requests: 600, per: 720h, by: Ip}]
            - name: both
              match: [{path: {prefix: /both}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits:
                - {name: wide, requests: 100, per: 24h, by: Ip}
                - {name: narrow, requests: 3, per: 24h, by: Header, header: X-Device}
            - name: quiet
              match: [{path: {prefix: /quiet}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: quiet, requests: 1, per: 24h, by: Ip, responseHeaders: false}]
            - name: shadow
              match: [{path: {prefix: /shadow}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: seen, requests: 2, per: 24h, by: Ip, shadow: true}]
            - name: denied
              match: [{path: {prefix: /denied}}]
              to: [{service: up0}]
              auth: {mode: None}
              rateLimits: [{name: log-in, requests: 5, per: 24h, by: Ip, onRedisDown: Deny}]
            """;

    private static GatewayFixture gateway(Lanes.Choice carrier, String uri, Duration patience)
            throws IOException {
        GatewayFixture gateway =
                GatewayFixture.on(carrier)
                        .upstream(FakeUpstream.start())
                        .routes(ROUTES)
                        .options(options -> options.redis(uri, patience))
                        .start();
        return gateway;
    }

    private static GatewayFixture counting(Lanes.Choice carrier, TestRedis redis)
            throws IOException {
        GatewayFixture gateway = gateway(carrier, redis.uri(), PATIENT);
        gateway.awaitMetric(SHARED, 1);
        return gateway;
    }

    /** Before the first of them looks for leaks, which finds what the others have open. */
    private static void stop(GatewayFixture... gateways) throws IOException {
        for (GatewayFixture gateway : gateways) {
            gateway.reset();
            gateway.stopGateway();
        }
    }

    private static Response get(RawClient client, String path) throws IOException {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").read();
    }

    @ParameterizedTest
    @EnumSource(
            value = Lanes.Choice.class,
            names = {"CORE", "THREAD"})
    void threeGatewaysTogetherAllowTheLimitAndNoMore(Lanes.Choice carrier) throws Exception {
        try (var redis = TestRedis.start();
                GatewayFixture one = counting(carrier, redis);
                GatewayFixture two = counting(carrier, redis);
                GatewayFixture three = counting(carrier, redis)) {
            var allowed = new AtomicInteger();
            var other = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (GatewayFixture gateway : List.of(one, two, three)) {
                for (int t = 0; t < 4; t++) {
                    RawClient client = gateway.connect();
                    threads.add(
                            Thread.ofPlatform()
                                    .start(() -> {
                                        for (int i = 0; i < 100; i++) {
                                            count(client, allowed, other);
                                        }
                                    }));
                }
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(other).hasValue(0);
            assertThat(allowed.get()).isLessThanOrEqualTo(600).isGreaterThan(300);
            for (GatewayFixture gateway : List.of(one, two, three)) {
                assertThat(gateway.metric("xynergy_gateway_rate_limit_late_total")).isZero();
                assertThat(gateway.metric("xynergy_gateway_rate_limit_by_share_total")).isZero();
            }
            stop(one, two, three);
        }
    }

    private static void count(RawClient client, AtomicInteger allowed, AtomicInteger other) {
        try {
            int status = get(client, "/many").status();
            if (status == 200) {
                allowed.incrementAndGet();
            } else if (status != 429) {
                other.incrementAndGet();
            }
        } catch (IOException e) {
            other.incrementAndGet();
        }
    }

    @Test
    void limitWithoutLeasesIsExact() throws IOException {
        try (var redis = TestRedis.start();
                GatewayFixture one = counting(Lanes.Choice.CORE, redis);
                GatewayFixture two = counting(Lanes.Choice.CORE, redis);
                RawClient first = one.connect();
                RawClient second = two.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(first, "/few").status()).isEqualTo(200);
                Response response = get(second, "/few");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.value("X-RateLimit-Remaining")).isEqualTo("" + (8 - 2 * i));
            }
            for (RawClient client : List.of(first, second)) {
                Response refused = get(client, "/few");
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.value("Retry-After")).isBetween("8600", "8640");
                assertThat(refused.value("RateLimit")).startsWith("\"few\";r=0;t=86");
            }
            assertThat(get(first, "/few").status()).isEqualTo(429);
            assertThat(one.metric("xynergy_gateway_rate_limit_remembered_total")).isPositive();
            assertThat(one.metric("xynergy_gateway_rate_limit_replicas")).isBetween(1L, 2L);
            stop(one, two);
        }
    }

    @Test
    void requestThatOneLimitRefusesCostsNoneOfTheOthers() throws IOException {
        try (var redis = TestRedis.start();
                GatewayFixture one = counting(Lanes.Choice.CORE, redis);
                GatewayFixture two = counting(Lanes.Choice.CORE, redis);
                RawClient first = one.connect();
                RawClient second = two.connect()) {
            for (int i = 0; i < 20; i++) {
                get(i % 2 == 0 ? first : second, "/both");
            }

            Response last =
                    first.send("GET /both HTTP/1.1\r\nHost: a\r\nX-Device: other\r\n\r\n").read();
            assertThat(last.status()).isEqualTo(200);
            // three passed before, and this one; a lease may have been lost in each of the two
            assertThat(last.value("RateLimit")).matches("\"wide\";r=9[4-6];.*");
            stop(one, two);
        }
    }

    @Test
    void fieldsAreLeftOutWhereTheLimitSaysSo() throws IOException {
        try (var redis = TestRedis.start();
                GatewayFixture gateway = counting(Lanes.Choice.CORE, redis);
                RawClient client = gateway.connect()) {
            Response allowed = get(client, "/quiet");
            Response refused = get(client, "/quiet");

            assertThat(allowed.status()).isEqualTo(200);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.value("Retry-After")).isNotNull();
            for (Response response : List.of(allowed, refused)) {
                assertThat(response.values("RateLimit")).isEmpty();
                assertThat(response.values("RateLimit-Policy")).isEmpty();
                assertThat(response.values("X-RateLimit-Limit")).isEmpty();
            }
        }
    }

    @Test
    void shadowNeverRefusesAndCounts() throws IOException {
        try (var redis = TestRedis.start();
                GatewayFixture gateway = counting(Lanes.Choice.CORE, redis);
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 10; i++) {
                assertThat(get(client, "/shadow").status()).isEqualTo(200);
            }
            gateway.awaitMetric("xynergy_gateway_rate_limited_total{result=\"shadow\"}", 8);
            assertThat(gateway.metric("xynergy_gateway_rate_limit_waits_total")).isZero();
        }
    }

    @Test
    void redisThatGoesAwayCostsNothingAndIsFoundAgain() throws IOException {
        try (var redis = TestRedis.start();
                GatewayFixture gateway = counting(Lanes.Choice.CORE, redis);
                RawClient client = gateway.connect()) {
            assertThat(get(client, "/denied").status()).isEqualTo(200);
            redis.stop();
            gateway.awaitMetric(SHARED, 0);

            Response denied = get(client, "/denied");
            assertThat(denied.status()).isEqualTo(503);
            assertThat(denied.value("Retry-After")).isEqualTo("1");
            assertThat(get(client, "/few").status()).isEqualTo(200);
            assertThat(gateway.admin("/health/deep").text())
                    .contains("limits are counted by each process");

            redis.restart();
            gateway.awaitMetric(SHARED, 1);
            assertThat(get(client, "/denied").status()).isEqualTo(200);
            assertThat(gateway.admin("/health/deep").text())
                    .doesNotContain("limits are counted by each process");
            redis.stop(); // what it has opened is no leak of the gateway
        }
    }

    @Test
    void redisThatWasNeverThereDeniesOrShares() throws IOException {
        try (GatewayFixture gateway =
                        gateway(Lanes.Choice.CORE, "redis://:hunter2@127.0.0.1:1", PATIENT);
                RawClient client = gateway.connect()) {
            assertThat(get(client, "/denied").status()).isEqualTo(503);
            for (int i = 0; i < 10; i++) {
                assertThat(get(client, "/few").status()).isEqualTo(200);
            }
            assertThat(get(client, "/few").status()).isEqualTo(429);
            assertThat(gateway.admin("/health/deep").text()).doesNotContain("hunter2");
            assertThat(gateway.metric("xynergy_gateway_rate_limit_waits_total")).isZero();
        }
    }

    @Test
    void keysHaveNothingOfTheCaller() throws IOException {
        try (var redis = TestRedis.start();
                GatewayFixture gateway = counting(Lanes.Choice.CORE, redis);
                RawClient client = gateway.connect()) {
            client.send("GET /both HTTP/1.1\r\nHost: a\r\nX-Device: secret-device\r\n\r\n").read();

            Await.until("the keys are there", () -> redis.keys().size() == 3);
            assertThat(redis.keys())
                    .allMatch(key ->
                            key.matches("xynergy:limit:[A-Za-z0-9_-]{22}|xynergy:replicas:test"));
        }
    }
}
