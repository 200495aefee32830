package io.xynergy.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.limits.Limit;
import io.xynergy.gateway.limits.LimitCounters;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.limits.Quota;
import io.xynergy.gateway.testing.Await;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.testing.TestRedis;
import io.xynergy.kit.testing.TestSentinel;
import io.xynergy.policy.RateLimitSpec.By;
import io.xynergy.policy.RateLimitSpec.OnRedisDown;
import io.xynergy.policy.compiled.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that go away, change, forget, are full or slow: nobody waits, and limits hold. */
final class RedisTroubleIT {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final long DAY = 86_400_000;

    /** One process with one limit. */
    private static final class Counting implements AutoCloseable {
        private final RedisCounts counts;
        private final Limiter limiter;
        private final Limit[] limits;

        Counting(String uri, Duration patience, int burst, OnRedisDown otherwise) {
            counts = RedisCounts.open(uri, () -> "test", patience, new Meters());
            limiter = new Limiter(64 << 20, () -> 1, counts, patience);
            var settings =
                    new RateLimit("a", burst, DAY, burst, By.USER, null, false, otherwise, null);
            Map<RateLimit, Limit> made = limiter.limits("test", List.of(settings));
            limits = new Limit[] {Objects.requireNonNull(made.get(settings))};
            counts.start();
        }

        Counting up() {
            Await.until("Redis responds", counts::isUp);
            return this;
        }

        Quota ask(String caller) {
            byte[][] callers = {Ascii.bytes(caller)};
            return limiter.ask(limits, callers, System.nanoTime())[0];
        }

        int allowed(String caller, int requests) {
            int allowed = 0;
            for (int i = 0; i < requests; i++) {
                allowed += ask(caller).allowed() ? 1 : 0;
            }
            return allowed;
        }

        LimitCounters counters() {
            return limiter.counters();
        }

        @Override
        public void close() {
            counts.close();
        }
    }

    @Test
    void pausedServerCostsAFewWaitsAndIsUsedAgain() {
        try (var redis = TestRedis.start();
                Counting process =
                        new Counting(redis.uri(), Limiter.PATIENCE, 10, OnRedisDown.LOCAL).up()) {
            redis.command("CLIENT PAUSE 3000 ALL");
            int allowed = 0;
            for (int i = 0; i < 100; i++) {
                allowed += process.allowed("caller", 1);
            }

            assertThat(allowed).isLessThanOrEqualTo(20).isPositive();
            assertThat(process.counters().waitsInVain()).isLessThanOrEqualTo(Availability.MOST);
            process.up();
        }
    }

    @Test
    void serverThatForgetsAllowsOneBurstMore() {
        try (var redis = TestRedis.start();
                Counting one = new Counting(redis.uri(), PATIENT, 5, OnRedisDown.DENY).up();
                Counting two = new Counting(redis.uri(), PATIENT, 5, OnRedisDown.DENY).up()) {
            assertThat(one.allowed("caller", 10)).isEqualTo(5);
            redis.command("FLUSHALL");

            assertThat(two.allowed("caller", 10)).isEqualTo(5);
            assertThat(one.allowed("caller", 10)).isZero();
        }
    }

    @Test
    void serverThatHasForgottenTheScriptsGetsThem() {
        try (var redis = TestRedis.start();
                Counting process = new Counting(redis.uri(), PATIENT, 5, OnRedisDown.DENY).up()) {
            assertThat(process.allowed("caller", 3)).isEqualTo(3);
            redis.command("SCRIPT FLUSH");

            assertThat(process.allowed("caller", 10)).isEqualTo(2);
            assertThat(process.counters().denials()).isZero();
        }
    }

    @Test
    void fullServerIsAwayUntilItHasRoom() {
        try (var redis = TestRedis.start("maxmemory-policy noeviction");
                Counting process = new Counting(redis.uri(), PATIENT, 5, OnRedisDown.DENY).up()) {
            redis.command("CONFIG SET maxmemory 1");
            Await.until("it is away", () -> !process.counts.isUp());
            assertThat(process.ask("caller").isKnown()).isFalse();

            redis.command("CONFIG SET maxmemory 0");
            process.up();
            assertThat(process.allowed("caller", 10)).isEqualTo(5);
        }
    }

    @Test
    void whyAServerIsNotAskedIsSaidFromTheStartWithoutThePassword() {
        try (var redis = TestRedis.start("requirepass right");
                Counting process =
                        new Counting(
                                "redis://:hunter2@127.0.0.1:" + redis.port(),
                                PATIENT,
                                5,
                                OnRedisDown.DENY)) {
            Await.until(
                    "the reason is known",
                    () -> process.counts.check().toString().contains("password"));

            assertThat(process.counts.check().toString()).doesNotContain("hunter2");
            assertThat(process.ask("caller").isKnown()).isFalse();
        }
    }

    @Test
    void slowServerIsNotWaitedFor() {
        try (var redis = TestRedis.start();
                var network = new SlowProxy(redis.port(), Duration.ofMillis(50));
                Counting process =
                        new Counting(network.uri(), Limiter.PATIENCE, 6, OnRedisDown.LOCAL)) {
            assertThat(process.allowed("caller", 100)).isEqualTo(6);

            assertThat(process.counts.isUp()).isFalse();
            assertThat(process.counters().waits()).isZero();
            network.delay(Duration.ZERO);
            process.up();
        }
    }

    @Test
    void serverThatBecomesSlowCostsAFewWaits() {
        try (var redis = TestRedis.start();
                var network = new SlowProxy(redis.port(), Duration.ZERO);
                Counting process =
                        new Counting(network.uri(), Limiter.PATIENCE, 5, OnRedisDown.LOCAL).up()) {
            network.delay(Duration.ofMillis(50));
            for (int i = 0; i < 200; i++) {
                process.allowed("caller" + i, 1);
            }

            // a response that comes late after all may fall between two waits in vain
            assertThat(process.counters().waitsInVain()).isLessThanOrEqualTo(Availability.MOST);
            assertThat(process.counts.isUp()).isFalse();
        }
    }

    @Test
    void serverThatIsKilledAndReturnsEmptyAllowsOneBurstMore() {
        try (var redis = TestRedis.start();
                Counting process = new Counting(redis.uri(), PATIENT, 5, OnRedisDown.LOCAL).up()) {
            assertThat(process.allowed("caller", 5)).isEqualTo(5);
            redis.stop();
            Await.until("it is away", () -> !process.counts.isUp());
            assertThat(process.allowed("other", 10)).isEqualTo(5);
            redis.restart();
            process.up();

            assertThat(process.allowed("other", 10)).isEqualTo(5);
        }
    }

    @Test
    void clusterCountsExactlyWhileItsSlotsMove(@TempDir Path folder) {
        try (var one =
                        TestRedis.start(
                                "cluster-enabled yes", "cluster-config-file " + folder + "/1");
                var two =
                        TestRedis.start(
                                "cluster-enabled yes", "cluster-config-file " + folder + "/2")) {
            one.command("CLUSTER ADDSLOTS " + slots(0, 8192));
            two.command("CLUSTER ADDSLOTS " + slots(8192, 16_384));
            one.command("CLUSTER MEET 127.0.0.1 " + two.port());
            for (TestRedis each : List.of(one, two)) {
                Await.until(
                        "the Cluster is one",
                        () ->
                                each.command("CLUSTER INFO").contains("cluster_state:ok")
                                        && each.command("CLUSTER INFO").contains("known_nodes:2"));
            }
            String uri = "redis://127.0.0.1:" + one.port() + ",127.0.0.1:" + two.port();
            try (Counting process = new Counting(uri, PATIENT, 5, OnRedisDown.DENY).up();
                    Counting other = new Counting(uri, PATIENT, 5, OnRedisDown.DENY).up()) {
                Map<String, Integer> allowed = new HashMap<>();
                for (int i = 0; i < 20; i++) {
                    allowed.merge("caller" + i, process.allowed("caller" + i, 2), Integer::sum);
                }
                assertThat(one.keys()).isNotEmpty();
                assertThat(two.keys()).isNotEmpty();
                one.keys().forEach(key -> move(key, one, two));
                for (int i = 0; i < 20; i++) {
                    allowed.merge("caller" + i, other.allowed("caller" + i, 10), Integer::sum);
                }
                assertThat(allowed.values()).allMatch(number -> number == 5);
            }
        }
    }

    private static String slots(int from, int to) {
        var text = new StringBuilder();
        for (int slot = from; slot < to; slot++) {
            text.append(slot).append(' ');
        }
        return text.toString().strip();
    }

    private static void move(String key, TestRedis from, TestRedis to) {
        String slot = from.command("CLUSTER KEYSLOT " + key).substring(1).strip();
        String source = id(from);
        String target = id(to);
        to.command("CLUSTER SETSLOT " + slot + " IMPORTING " + source);
        from.command("CLUSTER SETSLOT " + slot + " MIGRATING " + target);
        from.command("MIGRATE 127.0.0.1 " + to.port() + " " + key + " 0 5000");
        to.command("CLUSTER SETSLOT " + slot + " NODE " + target);
        from.command("CLUSTER SETSLOT " + slot + " NODE " + target);
    }

    private static String id(TestRedis server) {
        return server.command("CLUSTER MYID").lines().skip(1).findFirst().orElseThrow();
    }

    @Test
    void masterThatSentinelsReplaceIsFoundWithoutARestart() {
        try (var master = TestRedis.start();
                var replica = TestRedis.start("replicaof 127.0.0.1 " + master.port())) {
            Await.until(
                    "the replica follows",
                    () -> replica.command("INFO replication").contains("master_link_status:up"));
            try (var sentinel = TestSentinel.start(master);
                    Counting process =
                            new Counting(sentinel.uri(), PATIENT, 5, OnRedisDown.DENY).up()) {
                assertThat(process.allowed("caller", 3)).isEqualTo(3);
                Await.until(
                        "the replica has it",
                        () -> replica.keys().stream().anyMatch(key -> key.contains(":limit:")));
                Await.until("the sentinel knows the replica", () -> sentinel.knowsReplica(replica));
                master.stop();
                Await.until(
                        "the replica is the master",
                        () -> replica.command("ROLE").contains("master"));
                Await.until("it is found", () -> process.ask("caller").isKnown());

                assertThat(process.allowed("caller", 10)).isLessThanOrEqualTo(2);
                assertThat(process.allowed("other", 10)).isEqualTo(5);
            }
        }
    }
}
