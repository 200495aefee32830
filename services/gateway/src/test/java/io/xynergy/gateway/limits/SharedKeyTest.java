package io.xynergy.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.policy.RateLimitSpec.By;
import io.xynergy.policy.RateLimitSpec.OnRedisDown;
import io.xynergy.policy.compiled.RateLimit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys are the same in all replicas, tell nothing, and never meet. */
final class SharedKeyTest {

    private static RateLimit settings(
            String name, int requests, long perMillis, int burst, OnRedisDown otherwise) {
        return new RateLimit(
                name, requests, perMillis, burst, By.USER, null, false, otherwise, null);
    }

    @Test
    void keysOfDifferentCallersAndLimitsNeverMeet() {
        RateLimit one = settings("a", 10, 1000, 10, OnRedisDown.DENY);
        List<RateLimit> others =
                List.of(
                        settings("b", 10, 1000, 10, OnRedisDown.DENY),
                        settings("a1", 1, 1000, 10, OnRedisDown.DENY),
                        settings("a", 11, 1000, 10, OnRedisDown.DENY),
                        settings("a", 10, 100, 10, OnRedisDown.DENY),
                        settings("a", 10, 1000, 1, OnRedisDown.DENY));
        byte[] caller = Ascii.bytes("hx");
        String key = SharedKey.of("p", one).of(caller);

        assertThat(key).matches("xynergy:limit:[A-Za-z0-9_-]{22}");
        assertThat(SharedKey.of("p", one).of(caller)).isEqualTo(key);
        for (RateLimit other : others) {
            assertThat(SharedKey.of("p", other).of(caller)).isNotEqualTo(key);
        }
        assertThat(SharedKey.of("pa", one).of(caller)).isNotEqualTo(key);
        for (String hostile : List.of("h", "hx\n", "hx:", "hx\0", "x", "")) {
            assertThat(SharedKey.of("p", one).of(Ascii.bytes(hostile))).isNotEqualTo(key);
        }
        byte[] invalid = {'h', (byte) 0xff, (byte) 0xfe};
        byte[] replaced = {'h', (byte) 0xef, (byte) 0xbf, (byte) 0xbd};
        assertThat(SharedKey.of("p", one).of(invalid))
                .isNotEqualTo(SharedKey.of("p", one).of(replaced));
        assertThat(SharedKey.of("p", one).of(new byte[100_000])).hasSize(key.length());
    }
}
