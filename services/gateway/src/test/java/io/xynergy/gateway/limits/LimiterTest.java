package io.xynergy.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.policy.RateLimitSpec;
import io.xynergy.policy.RateLimitSpec.By;
import io.xynergy.policy.compiled.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counting by a clock that the test turns. */
final class LimiterTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Limiter limiter = new Limiter(64 << 20);
    private long now = Long.MAX_VALUE - 3 * SECOND; // nanoTime may overflow

    private Limit limit(String name, int requests, long perMillis, int burst) {
        return limit(limiter, settings(name, requests, perMillis, burst, false));
    }

    private static RateLimit settings(
            String name, int requests, long perMillis, int burst, boolean shadow) {
        return new RateLimit(
                name,
                requests,
                perMillis,
                burst,
                By.USER,
                null,
                shadow,
                RateLimitSpec.OnRedisDown.LOCAL,
                null);
    }

    private static Limit limit(Limiter of, RateLimit settings) {
        return Objects.requireNonNull(of.limits("p", List.of(settings)).get(settings));
    }

    private Quota ask(Limit limit, String caller) {
        return ask(limiter, limit, caller);
    }

    private Quota ask(Limiter asked, Limit limit, String caller) {
        return asked.ask(new Limit[] {limit}, new byte[][] {Ascii.bytes(caller)}, now)[0];
    }

    @Test
    void burstPassesAtOnceAndThenOneAsOftenAsItIsEarned() {
        Limit limit = limit("a", 60, 60_000, 3);

        assertThat(ask(limit, "ann").remaining()).isEqualTo(2);
        assertThat(ask(limit, "ann").remaining()).isEqualTo(1);
        Quota last = ask(limit, "ann");
        assertThat(last.allowed()).isTrue();
        assertThat(last.remaining()).isZero();
        assertThat(last.resetSeconds()).isEqualTo(3);
        Quota refused = ask(limit, "ann");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.waitSeconds()).isEqualTo(1);
        assertThat(ask(limit, "bob").allowed()).isTrue();
        now += SECOND - 1;
        assertThat(ask(limit, "ann").allowed()).isFalse();
        now += 1;
        assertThat(ask(limit, "ann").allowed()).isTrue();
        assertThat(ask(limit, "ann").allowed()).isFalse();
    }

    @Test
    void whatIsForeseenIsWhatIsGivenAndCostsNothing() {
        List<RateLimit> settings =
                List.of(
                        settings("few", 5, 1000, 5, false),
                        settings("fewer", 3, 1000, 4, false),
                        settings("shadow", 1, 1000, 2, true));
        Map<RateLimit, Limit> made = limiter.limits("p", settings);
        Limit[] limits = settings.stream().map(made::get).toArray(Limit[]::new);
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] caller = Ascii.bytes("caller" + random.nextInt(3));
            byte[][] callers = {caller, caller, caller};
            Quota[] foreseen = limiter.foresee(limits, callers, now);
            assertThat(limiter.foresee(limits, callers, now)).isEqualTo(foreseen);
            assertThat(limiter.ask(limits, callers, now)).isEqualTo(foreseen);
            refused += foreseen[0].allowed() && foreseen[1].allowed() ? 0 : 1;
            now += random.nextLong(SECOND / 8);
        }
        assertThat(refused).isBetween(1_000, 9_000);
    }

    @Test
    void waitIsAsLongAsItSays() {
        Limit limit = limit("a", 7, 1000, 2);
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Quota quota = ask(limit, "ann");
            if (!quota.allowed()) {
                now += quota.waitNanos() - 1;
                assertThat(ask(limit, "ann").allowed()).isFalse();
                now += 1;
                assertThat(ask(limit, "ann").allowed()).isTrue();
            }
            now += random.nextLong(SECOND / 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1000, 1", "10, 1000, 1", "10, 1000, 10", "100, 60000, 5", "3, 1000, 50"})
    void noWindowHasMoreThanABurstAndWhatIsEarnedInIt(int requests, long perMillis, int burst) {
        Limit limit = limit("a", requests, perMillis, burst);
        double emission = perMillis * 1e6 / requests;
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            List<Long> allowed = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                now += random.nextInt(4) == 0 ? (long) (emission * random.nextDouble() * 3) : 0;
                if (ask(limit, "caller" + seed).allowed()) {
                    allowed.add(now);
                }
            }
            for (int from = 0; from < allowed.size(); from += 7) {
                for (int to = from; to < allowed.size(); to++) {
                    double most = burst + (allowed.get(to) - allowed.get(from)) / emission;
                    assertThat(to - from + 1).isLessThanOrEqualTo((int) Math.floor(most + 1e-9));
                }
            }
        }
    }

    @Test
    void requestThatOneLimitRefusesCostsNoneOfTheOthers() {
        RateLimit one = settings("wide", 100, 60_000, 100, false);
        RateLimit other = settings("narrow", 1, 60_000, 1, false);
        Map<RateLimit, Limit> made = limiter.limits("p", List.of(one, other));
        Limit wide = Objects.requireNonNull(made.get(one));
        Limit narrow = Objects.requireNonNull(made.get(other));
        Limit[] both = {wide, narrow};
        byte[][] callers = {Ascii.bytes("ann"), Ascii.bytes("ann")};

        assertThat(limiter.ask(both, callers, now)).allMatch(Quota::allowed);
        for (int i = 0; i < 500; i++) {
            assertThat(limiter.ask(both, callers, now)[1].allowed()).isFalse();
        }

        assertThat(ask(wide, "ann").remaining()).isEqualTo(98);
        assertThat(limiter.counters().refusals()).isEqualTo(500);
    }

    @Test
    void shadowRefusesNobodyAndCounts() {
        Limit shadow = limit(limiter, settings("shadow", 1, 60_000, 1, true));

        ask(shadow, "ann");
        ask(shadow, "ann");

        assertThat(limiter.counters().overShadows()).isEqualTo(1);
        assertThat(limiter.counters().refusals()).isZero();
    }

    /** An attacker with ever new names must not give anybody a new burst. */
    @Test
    void floodOfCallersMakesNobodyFresh() {
        var small = new Limiter(32 * 1024); // eight sets
        Limit limit = limit(small, settings("a", 60, 60_000, 5, false));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(small, limit, "victim").allowed()).isTrue();
        }

        for (int i = 0; i < 10_000; i++) {
            ask(small, limit, "attacker" + i);
            if (i % 100 == 0) {
                assertThat(ask(small, limit, "victim").allowed()).isFalse();
            }
        }

        assertThat(small.displaced()).isPositive();
        assertThat(small.bytes()).isLessThanOrEqualTo(1024);
        now += 60 * SECOND;
        assertThat(ask(small, limit, "victim").allowed()).isTrue();
    }

    /** Whatever is displaced, the sum that passes is that of exact counts at most. */
    @Test
    void tableThatIsTooSmallNeverAllowsMoreThanOneThatIsNot() {
        var small = new Limiter(32 * 1024);
        RateLimit settings = settings("a", 60, 60_000, 4, false);
        Limit limit = limit(limiter, settings);
        Limit crowded = limit(small, settings);
        var random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            String caller = "c" + random.nextInt(200);
            boolean exact = ask(limiter, limit, caller).allowed();
            boolean bounded = ask(small, crowded, caller).allowed();
            if (!exact) {
                assertThat(bounded).as("request %d of %s", i, caller).isFalse();
            }
            if (exact && !bounded) {
                // The exact one must not owe for what the other one refused.
                return;
            }
            now += random.nextInt(20) == 0 ? SECOND / 50 : 0;
        }
    }

    @Test
    void hundredThousandCallersHaveRoomInASmallHeap() {
        Limit limit = limit("a", 1, 3_600_000, 2);
        for (int i = 0; i < 100_000; i++) {
            ask(limit, "caller" + i);
        }

        assertThat(limiter.bytes()).isLessThanOrEqualTo((64 << 20) / 32);
        assertThat(limiter.displaced()).isLessThan(10_000);
    }

    @Test
    void manyThreadsAreAllowedTheBurstAndNoMore() throws InterruptedException {
        Limit limit = limit("a", 1, 3_600_000, 1000);
        var allowed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 1000; i++) {
                                    byte[][] ann = {Ascii.bytes("ann")};
                                    if (limiter.ask(new Limit[] {limit}, ann, now)[0].allowed()) {
                                        allowed.incrementAndGet();
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(allowed).hasValue(1000);
    }

    @Test
    void longestTimesAndLargestBurstsDoNotOverflow() {
        Limit limit = limit("a", 1, TimeUnit.DAYS.toMillis(30), Integer.MAX_VALUE);

        for (int i = 0; i < 500; i++) {
            Quota quota = ask(limit, "ann");
            assertThat(quota.allowed()).isTrue();
            assertThat(quota.remaining()).isPositive();
        }
    }

    @Test
    void limitsThatDifferInAnythingCountApart() {
        List<RateLimit> all =
                List.of(
                        settings("a", 1, 60_000, 1, false),
                        settings("a", 1, 60_001, 1, false),
                        settings("a", 1, 60_000, 1, true));
        Map<RateLimit, Limit> made = limiter.limits("p", all);

        for (RateLimit each : all) {
            Limit limit = Objects.requireNonNull(made.get(each));
            assertThat(ask(limit, "ann").allowed()).isTrue();
            assertThat(ask(limit, "ann").allowed()).isFalse();
        }
    }

    /** What a configuration before has counted holds for the same limit of the next one. */
    @Test
    void newConfigurationForgetsNothingOfALimitThatStays() {
        RateLimit stays = settings("a", 1, 60_000, 1, false);
        ask(limit(limiter, stays), "ann");

        Map<RateLimit, Limit> next =
                limiter.limits("p", List.of(settings("b", 1, 60_000, 1, false), stays));

        assertThat(ask(Objects.requireNonNull(next.get(stays)), "ann").allowed()).isFalse();
    }

    /** Who floods a limit of a day must not refuse everybody on a limit of a second. */
    @Test
    void floodOfOneLimitFillsNoOther() {
        var small = new Limiter(1 << 20);
        RateLimit day = settings("day", 1, 86_400_000, 1, false);
        RateLimit second = settings("second", 100, 1000, 100, false);
        Map<RateLimit, Limit> made = small.limits("p", List.of(day, second));
        for (int i = 0; i < 20_000; i++) {
            ask(small, Objects.requireNonNull(made.get(day)), "attacker" + i);
        }

        for (int i = 0; i < 100; i++) {
            Quota quota = ask(small, Objects.requireNonNull(made.get(second)), "honest" + i);
            assertThat(quota.allowed()).isTrue();
            assertThat(quota.remaining()).isEqualTo(99);
        }
    }

    /** What differs only in what responses say is one count. */
    @Test
    void limitWithoutFieldsIsTheSameCount() {
        RateLimit shown = settings("a", 1, 3_600_000, 1, false);
        RateLimit hidden =
                new RateLimit(
                        "a",
                        1,
                        3_600_000,
                        1,
                        By.USER,
                        null,
                        false,
                        RateLimitSpec.OnRedisDown.LOCAL,
                        false);
        Map<RateLimit, Limit> made = limiter.limits("p", List.of(shown, hidden));
        byte[][] ann = {Ascii.bytes("ann")};
        Limit[] first = {Objects.requireNonNull(made.get(shown))};
        Limit[] second = {Objects.requireNonNull(made.get(hidden))};

        assertThat(limiter.ask(first, ann, now)[0].allowed()).isTrue();
        assertThat(limiter.ask(second, ann, now)[0].allowed()).isFalse();
        assertThat(second[0].isShown()).isFalse();
    }

    @Test
    void replicasHaveTheirShareWithoutASharedCount() {
        var four = new Limiter(1 << 20, () -> 4);
        RateLimit settings = settings("a", 8, 3_600_000, 8, false);
        Map<RateLimit, Limit> made = four.limits("p", List.of(settings));
        Limit[] limits = {Objects.requireNonNull(made.get(settings))};
        byte[][] ann = {Ascii.bytes("ann")};
        int allowed = 0;
        for (int i = 0; i < 20; i++) {
            allowed += four.ask(limits, ann, now)[0].allowed() ? 1 : 0;
        }

        assertThat(allowed).isEqualTo(2);
        Quota refused = four.ask(limits, ann, now)[0];
        assertThat(refused.waitSeconds()).isEqualTo(1800); // an eighth of an hour, times four
    }
}
