package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUriTest {

    @ParameterizedTest
    @CsvSource({
        "redis://localhost,            localhost:6379",
        "redis://:hidden@cache:7000/2, cache:7000",
        "rediss://ann:hidden@cache,    cache:6379"
    })
    void showsWhereItIsAndNeverThePassword(String text, String where) throws StackException {
        RedisUri redis = RedisUri.parse(text);
        assertThat(redis.where()).isEqualTo(where);
        assertThat(redis.toString()).contains(where).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:6379", "http://localhost", "redis:hidden", "redis://a b"})
    void refusesAnythingElseWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> RedisUri.parse(text))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("--redis: expected redis://")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void oneThatDoesNotAnswerIsNamed() throws Exception {
        int free = new Ports(Map.of(Ports.Use.REDIS, 0)).settled(new Random()).of(Ports.Use.REDIS);
        RedisUri redis = RedisUri.parse("redis://:hidden@127.0.0.1:" + free);
        assertThatThrownBy(redis::requireReachable)
                .isInstanceOf(StackException.class)
                .hasMessage("no Redis responds at 127.0.0.1:%d (--redis)", free);
    }
}
