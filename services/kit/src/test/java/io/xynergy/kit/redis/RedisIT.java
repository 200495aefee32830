package io.xynergy.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import io.xynergy.kit.settings.Secret;
import io.xynergy.kit.testing.TestRedis;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RedisIT {

    private final Meters meters = new Meters();

    private static RedisSettings settings(String uri) {
        return new RedisSettings(new Secret(uri), Duration.ofSeconds(1), 100);
    }

    @Test
    void aValueComesBack() {
        try (var server = TestRedis.start();
                Redis redis = Redis.open(settings(server.uri()), meters)) {
            assertThat(redis.<String>call(commands -> commands.set("key", "value")))
                    .isEqualTo("OK");
            assertThat(redis.<String>call(commands -> commands.get("key"))).isEqualTo("value");
            assertThat(redis.<String>call(commands -> commands.get("other"))).isNull();
            assertThat(redis.check()).isInstanceOf(CheckResult.Up.class);
            assertThat(meters.page(PageFormat.PROMETHEUS))
                    .contains("xynergy_redis_commands_total 4");
        }
    }

    @Test
    void aServerThatGoesFailsCommandsAtOnceAndIsFoundAgain() {
        try (var server = TestRedis.start();
                Redis redis = Redis.open(settings(server.uri()), meters)) {
            assertThat(redis.<String>call(RedisClusterAsyncCommands::ping)).isEqualTo("PONG");
            server.stop();
            assertThatThrownBy(() -> redis.call(RedisClusterAsyncCommands::ping))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("redis_unavailable"));
            assertThat(redis.check()).isInstanceOf(CheckResult.Down.class);
            server.restart();
            long patience = System.nanoTime() + 30_000_000_000L;
            while (redis.check() instanceof CheckResult.Down && System.nanoTime() < patience) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(redis.check()).isInstanceOf(CheckResult.Up.class);
        }
    }

    @Test
    void aServerThatWasNeverThereIsDown() {
        try (Redis redis = Redis.open(settings("redis://127.0.0.1:1"), meters)) {
            assertThat(redis.check()).isInstanceOf(CheckResult.Down.class);
        }
    }

    @Test
    void anAddressThatIsNoneIsNotRepeated() {
        assertThatThrownBy(() -> Redis.open(settings("http://:hunter2@x"), meters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}
