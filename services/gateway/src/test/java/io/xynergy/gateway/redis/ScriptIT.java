package io.xynergy.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.testing.Await;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts in a real Redis, by a clock that the test turns. */
final class ScriptIT {

    /** Eighths of a microsecond, some years from the scripts' beginning. */
    private static final long START = 6L * 365 * 86_400 * 8_000_000;

    private static TestRedis redis;
    private static RedisCounts counts;

    private long now = START;

    @BeforeAll
    static void connect() {
        redis = TestRedis.start();
        counts = RedisCounts.open(redis.uri(), () -> "test", Duration.ofSeconds(30), new Meters());
        counts.start();
        Await.until("Redis responds", counts::isUp);
        redis.command("CONFIG SET active-expire-effort 1");
    }

    @AfterAll
    static void close() {
        counts.close();
        redis.close();
    }

    /** What the script is held to. */
    private static final class Model {
        private final long emission;
        private final long tolerance;
        private long tat = Long.MIN_VALUE;

        Model(long emission, int burst) {
            this.emission = emission;
            this.tolerance = emission * burst;
        }

        List<Long> take(int want, long now) {
            long from = Math.min(Math.max(tat, now), now + tolerance);
            long got = Math.min(want, (tolerance - (from - now)) / emission);
            if (got < 1) {
                return List.of(0L, from - now + emission - tolerance, from - now, 0L);
            }
            tat = from + emission * got;
            long wait = Math.max(0, tat + emission - tolerance - now);
            return List.of(got, wait, tat - now, now);
        }
    }

    private static List<Long> take(String key, long emission, int burst, int want, long now) {
        return counts.run(
                        Script.TAKE,
                        key,
                        Long.toString(emission),
                        Long.toString(emission * burst),
                        Integer.toString(want),
                        Long.toString(now))
                .join();
    }

    private static long giveBack(String key, long emission, long units, long mark, long now) {
        return counts.run(
                        Script.GIVE_BACK,
                        key,
                        Long.toString(emission),
                        Long.toString(units),
                        Long.toString(mark),
                        Long.toString(now))
                .join()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource({"8000000, 1", "27, 10", "80000, 100", "8000000, 5", "20736000000000, 3"})
    void takesWhatTheModelTakes(long emission, int burst) {
        var random = new Random(burst);
        for (int run = 0; run < 5; run++) {
            String key = "model" + emission + "-" + burst + "-" + run;
            var model = new Model(emission, burst);
            long steps = Math.min(400, (1L << 51) / emission / 5);
            for (int i = 0; i < steps; i++) {
                int want = 1 + random.nextInt(3);
                assertThat(take(key, emission, burst, want, now))
                        .as("request %d of run %d", i, run)
                        .isEqualTo(model.take(want, now));
                now += (long) (random.nextDouble() * 3 * emission);
                if (random.nextInt(50) == 0) {
                    now -= emission; // a clock that is set
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8000000, 1", "80000, 10", "8000000, 25"})
    void noWindowHasMoreThanABurstAndWhatIsEarnedInIt(long emission, int burst) {
        var random = new Random(burst);
        List<Long> allowed = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            now += random.nextInt(3) == 0 ? (long) (emission * random.nextDouble() * 4) : 0;
            long units =
                    take("window" + burst, emission, burst, 1 + random.nextInt(4), now).getFirst();
            for (int unit = 0; unit < units; unit++) {
                allowed.add(now);
            }
        }
        assertThat(allowed).hasSizeGreaterThanOrEqualTo(burst);
        requireWindows(allowed, emission, burst);
    }

    /** Whatever comes back late or early, what was used keeps to the limit. */
    @Test
    void whatIsGivenBackIsNotEarnedTwice() {
        var random = new Random(11);
        long emission = 80_000;
        int burst = 6;
        List<Long> used = new ArrayList<>();
        List<long[]> held = new ArrayList<>();
        int returned = 0;
        for (int i = 0; i < 3000; i++) {
            now += random.nextInt(3) == 0 ? (long) (emission * random.nextDouble() * 4) : 0;
            if (!held.isEmpty() && random.nextInt(3) == 0) {
                long[] grant = held.remove(random.nextInt(held.size()));
                if (giveBack("back", emission, 1, grant[1], now) == 1) {
                    returned++;
                } else {
                    used.add(grant[0]);
                }
                continue;
            }
            List<Long> grant = take("back", emission, burst, 1, now);
            boolean unused = grant.getFirst() == 1 && random.nextBoolean();
            if (unused && giveBack("back", emission, 1, grant.get(3), now + 800) == 1) {
                returned++;
            } else if (grant.getFirst() == 1) {
                held.add(new long[] {now, grant.get(3)});
            }
        }
        held.forEach(grant -> used.add(grant[0]));
        used.sort(null);

        assertThat(returned).isGreaterThan(50);
        assertThat(used).hasSizeGreaterThan(50);
        requireWindows(used, emission, burst);
    }

    private static void requireWindows(List<Long> times, long emission, int burst) {
        for (int from = 0; from < times.size(); from++) {
            for (int to = from; to < times.size(); to++) {
                long most = burst + (times.get(to) - times.get(from)) / emission;
                assertThat(to - from + 1L).isLessThanOrEqualTo(most);
            }
        }
    }

    @Test
    void scriptsThatTheServerHasForgottenAreSentAgain() {
        take("flushed", 8_000_000, 3, 1, now);
        redis.command("SCRIPT FLUSH");

        assertThat(take("flushed", 8_000_000, 3, 3, now).getFirst()).isEqualTo(2);
    }

    @Test
    void valueThatIsNoneCountsAsNone() {
        redis.command("SET broken nonsense");

        assertThat(take("broken", 8_000_000, 3, 5, now).getFirst()).isEqualTo(3);
    }

    /** A debt from the future is the greatest that there is, so that nobody waits for a year. */
    @Test
    void clockThatGoesBackMakesNobodyFreshAndNobodyWaitForLong() {
        take("back-clock", 8_000_000, 3, 3, now);

        List<Long> refused = take("back-clock", 8_000_000, 3, 1, now - 365L * 86_400 * 8_000_000);

        assertThat(refused.get(0)).isZero();
        assertThat(refused.get(1)).isEqualTo(8_000_000);
    }

    @Test
    void keysEndWhenNothingIsOwed() {
        take("ends", 8_000_000, 3, 2, -1);

        long millis = Long.parseLong(redis.command("PTTL ends").substring(1).strip());
        assertThat(millis).isBetween(1L, 2000L);
    }

    @Test
    void processesAreCountedAsLongAsTheySayThatTheyAreThere() {
        assertThat(beat("one", now)).isEqualTo(1);
        assertThat(beat("two", now + 8_000_000)).isEqualTo(2);
        assertThat(beat("two", now + 50 * 8_000_000L)).isEqualTo(1);
    }

    private static long beat(String process, long now) {
        return counts.run(Script.BEAT, "processes", process, Long.toString(now)).join().getFirst();
    }

    @Test
    void patienceIsTwentyMilliseconds() {
        assertThat(Limiter.PATIENCE).isEqualTo(Duration.ofMillis(20));
    }
}
