package io.xynergy.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    private static RedisAddress parse(String uri) {
        return RedisAddress.parse(uri, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "redis://a false a:6379:0",
                "redis://:secret@a:7000/3 false a:7000:3",
                "redis://user:secret@[::1]:7000 false [::1]:7000:0",
                "redis://:secret@a:7000,b:7001 true a:7000:0|b:7001:0",
                "redis://a:7000?cluster=true true a:7000:0",
                "redis://:secret@a:7000/?timeout=3s&cluster=true true a:7000:0",
            })
    void kindAndHostsAreRead(String uri, boolean cluster, String hosts) {
        RedisAddress address = parse(uri);

        assertThat(address.isCluster()).isEqualTo(cluster);
        assertThat(
                        address.uris().stream()
                                .map(each ->
                                        each.getHost()
                                                + ":"
                                                + each.getPort()
                                                + ":"
                                                + each.getDatabase())
                                .collect(Collectors.joining("|"))
                                .replace("[", "")
                                .replace("]", ""))
                .isEqualTo(hosts.replace("[", "").replace("]", ""));
        assertThat(address.uris()).allMatch(each -> each.getTimeout().toSeconds() == 1);
    }

    @Test
    void sentinelsNameTheMaster() {
        RedisURI uri = parse("redis-sentinel://:secret@a:26379,b#main").uris().getFirst();

        assertThat(uri.getSentinelMasterId()).isEqualTo("main");
        assertThat(uri.getSentinels()).extracting(RedisURI::getHost).containsExactly("a", "b");
        assertThat(uri.isSsl()).isFalse();
    }

    @Test
    void securedAddressesUseTls() {
        assertThat(parse("rediss://:secret@a:6380").uris().getFirst().isSsl()).isTrue();
        assertThat(parse("rediss://:secret@a:6380,b").uris()).allMatch(RedisURI::isSsl);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "http://:hunter2@a",
                "redis:",
                "redis://",
                "redis://:hunter2@a:port",
                "redis://:hunter2@a:99999999",
                "redis-socket:///tmp/hunter2",
                "redis-sentinel://:hunter2@a",
                "redis://:hunter 2@a",
            })
    void whatIsNoneIsRefusedAndNotRepeated(String uri) {
        assertThatThrownBy(() -> parse(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected redis://")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }
}
