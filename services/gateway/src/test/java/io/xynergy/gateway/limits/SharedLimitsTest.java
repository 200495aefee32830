package io.xynergy.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.policy.RateLimitSpec.By;
import io.xynergy.policy.RateLimitSpec.OnRedisDown;
import io.xynergy.policy.compiled.RateLimit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leases, by a clock that the test turns and against a model of the shared count. */
final class SharedLimitsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long[] KEYS = {17, 4};

    private final AtomicLong clock = new AtomicLong(1000 * SECOND);
    private final ModelCounts counts = new ModelCounts(clock::get, new Random(3));
    private final LimitCounters counters = new LimitCounters();
    private final List<Long> waits = new ArrayList<>();

    /** Waits by turning the clock, unless the response is there already. */
    private boolean await(CompletableFuture<Boolean> done, long nanos) {
        if (!done.isDone()) {
            waits.add(nanos);
            clock.addAndGet(nanos);
        }
        return done.isDone() && done.join();
    }

    private SharedLimits process() {
        return process(1 << 20);
    }

    private SharedLimits process(long bytes) {
        return new SharedLimits(
                counts, counters, new LeaseTable(bytes), clock::get, this::await, Limiter.PATIENCE);
    }

    private static RateLimit settings(
            String name, int requests, long perMillis, int burst, OnRedisDown otherwise) {
        return new RateLimit(
                name, requests, perMillis, burst, By.USER, null, false, otherwise, null);
    }

    private static Limit limit(RateLimit settings) {
        Map<RateLimit, Limit> made = new Limiter(1 << 20).limits("p", List.of(settings));
        return Objects.requireNonNull(made.get(settings));
    }

    private static Limit limit(int requests, long perMillis, int burst) {
        return limit(settings("a", requests, perMillis, burst, OnRedisDown.DENY));
    }

    private Quota ask(SharedLimits process, Limit limit, String caller) {
        return ask(process, new Limit[] {limit}, caller)[0];
    }

    private Quota[] ask(SharedLimits process, Limit[] limits, String caller) {
        var callers = new byte[limits.length][];
        for (int i = 0; i < limits.length; i++) {
            callers[i] = Ascii.bytes(caller);
        }
        return process.ask(limits, callers, KEYS, clock.get(), 1);
    }

    @Test
    void smallBurstIsExactAndIsRefusedFromMemory() {
        Limit limit = limit(5, 60_000, 5);
        SharedLimits one = process();
        SharedLimits two = process();
        for (int i = 0; i < 5; i++) {
            Quota quota = ask(i % 2 == 0 ? one : two, limit, "ann");
            assertThat(quota.allowed()).isTrue();
            assertThat(quota.remaining()).isEqualTo(4 - i);
        }
        int calls = counts.calls();
        for (int i = 0; i < 100; i++) {
            Quota refused = ask(one, limit, "ann");
            assertThat(refused.allowed()).isFalse();
            assertThat(refused.waitSeconds()).isEqualTo(12);
        }
        assertThat(counts.calls()).isEqualTo(calls);
        assertThat(ask(two, limit, "ann").allowed()).isFalse();
        assertThat(ask(two, limit, "ann").allowed()).isFalse();
        assertThat(counts.calls()).isEqualTo(calls + 1);
        clock.addAndGet(12 * SECOND);
        assertThat(ask(two, limit, "ann").allowed()).isTrue();
        assertThat(ask(one, limit, "ann").allowed()).isFalse();
    }

    @Test
    void busyCallerIsServedFromLeases() {
        Limit limit = limit(100_000, 1000, 100_000);
        SharedLimits process = process();
        for (int i = 0; i < 20_000; i++) {
            assertThat(ask(process, limit, "ann").allowed()).isTrue();
            clock.addAndGet(MILLI / 10);
        }

        assertThat(counts.calls()).isLessThan(200);
        assertThat(counters.fromLeases()).isGreaterThan(19_800);
        assertThat(waits).isEmpty();
    }

    /** Whatever is lost, late or killed: what was used was paid for. */
    @ParameterizedTest
    @CsvSource({"5, 100, 5", "50, 1000, 50", "1000, 1000, 400", "1, 50, 30"})
    void processesTogetherNeverAllowMoreThanTheLimit(int requests, long perMillis, int burst) {
        for (int seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            counts.lost = random.nextInt(3) * 10;
            counts.delayed = random.nextInt(3) * 10;
            counts.replicas = 3;
            Limit limit = limit(requests, perMillis, burst);
            List<SharedLimits> processes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                processes.add(process());
            }
            List<Long> allowed = new ArrayList<>();
            long start = clock.get();
            for (int i = 0; i < 1500; i++) {
                SharedLimits process = processes.get(random.nextInt(3));
                if (ask(process, limit, "caller" + seed).allowed()) {
                    allowed.add(clock.get());
                }
                if (random.nextInt(100) == 0) {
                    processes.set(random.nextInt(3), process()); // with its leases
                }
                if (random.nextInt(5) == 0) {
                    clock.addAndGet(random.nextLong(20 * MILLI));
                }
                if (random.nextInt(10) == 0) {
                    counts.deliver();
                }
            }
            double emission = perMillis * 1e6 / requests;
            for (int i = 0; i < allowed.size(); i++) {
                assertThat(i + 1.0)
                        .as("from the beginning, seed %d", seed)
                        .isLessThanOrEqualTo(burst + (allowed.get(i) - start) / emission + 1e-6);
            }
            requireWindows(allowed, emission, burst);
        }
    }

    /** In any window what was bought in the second before may be used, too. */
    private static void requireWindows(List<Long> allowed, double emission, int burst) {
        for (int from = 0; from < allowed.size(); from += 3) {
            for (int to = from; to < allowed.size(); to++) {
                double window = allowed.get(to) - allowed.get(from) + Lease.LIFE;
                assertThat(to - from + 1.0).isLessThanOrEqualTo(burst + window / emission + 1e-6);
            }
        }
    }

    @Test
    void requestWaitsForItsPatienceInAllAndThenDenies() {
        counts.delayed = 100;
        Limit[] limits = {
            limit(settings("a", 5, 1000, 5, OnRedisDown.DENY)),
            limit(settings("b", 5, 1000, 5, OnRedisDown.DENY)),
            limit(settings("c", 5, 1000, 5, OnRedisDown.LOCAL))
        };
        SharedLimits process = process();

        Quota[] quotas = ask(process, limits, "ann");

        assertThat(quotas[0].isKnown()).isFalse();
        assertThat(waits.stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(Limiter.PATIENCE.toNanos());
        assertThat(counts.waitsInVain()).isEqualTo(1);
        assertThat(counters.denials()).isEqualTo(1);
        // Others do not wait for the same call again.
        waits.clear();
        assertThat(ask(process, limits, "ann")[0].isKnown()).isFalse();
        assertThat(waits).isEmpty();
    }

    /** With all limits local, the sum of all waits is still the patience of one request. */
    @Test
    void severalLimitsShareOnePatience() {
        counts.delayed = 100;
        Limit[] limits = {
            limit(settings("a", 5, 1000, 5, OnRedisDown.LOCAL)),
            limit(settings("b", 5, 1000, 5, OnRedisDown.LOCAL)),
            limit(settings("c", 5, 1000, 5, OnRedisDown.LOCAL))
        };

        assertThat(ask(process(), limits, "ann")).allMatch(Quota::allowed);

        assertThat(waits.stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(Limiter.PATIENCE.toNanos());
        assertThat(counters.byShare()).isEqualTo(3);
    }

    @Test
    void lateResponseIsKeptForASecond() {
        counts.delayed = 100;
        Limit limit = limit(5, 3_600_000, 5);
        SharedLimits process = process();
        assertThat(ask(process, limit, "ann").isKnown()).isFalse();

        counts.deliver();

        assertThat(ask(process, limit, "ann").allowed()).isTrue();
        assertThat(counts.calls()).isEqualTo(1);
    }

    @Test
    void responseThatIsTooLateIsWorthNothing() {
        counts.delayed = 100;
        Limit limit = limit(5, 3_600_000, 5);
        SharedLimits process = process();
        ask(process, limit, "ann");
        clock.addAndGet(SECOND);

        counts.deliver();
        counts.delayed = 0;

        assertThat(ask(process, limit, "ann").remaining()).isEqualTo(3);
        assertThat(counts.calls()).isEqualTo(2);
    }

    @Test
    void countsThatAreAwayAreNotAskedAndNotWaitedFor() {
        counts.up = false;
        Limit local = limit(settings("a", 4, 3_600_000, 4, OnRedisDown.LOCAL));
        SharedLimits process = process();
        int allowed = 0;
        for (int i = 0; i < 50; i++) {
            Limit[] limits = {local};
            byte[][] ann = {Ascii.bytes("ann")};
            allowed += process.ask(limits, ann, KEYS, clock.get(), 2)[0].allowed() ? 1 : 0;
        }

        assertThat(allowed).isEqualTo(2); // of two replicas each has a half
        assertThat(counts.calls()).isZero();
        assertThat(waits).isEmpty();
    }

    @Test
    void requestThatOneLimitRefusesGivesBackWhatItTookOfOthers() {
        Limit wide = limit(settings("wide", 100, 3_600_000, 100, OnRedisDown.DENY));
        Limit narrow = limit(settings("narrow", 2, 3_600_000, 2, OnRedisDown.DENY));
        Limit[][] orders = {{wide, narrow}, {narrow, wide}};
        for (int i = 0; i < 30; i++) {
            // each process learns for itself that the narrow one refuses
            ask(process(), orders[i % 2], "ann");
        }

        assertThat(counters.refusals()).isEqualTo(28);

        assertThat(ask(process(), wide, "ann").remaining()).isEqualTo(97);
    }

    @Test
    void callerWhoseUnitWentBackIsNotRefusedByItsOwnProcess() {
        Limit one = limit(settings("one", 1, 3_600_000, 1, OnRedisDown.DENY));
        Limit narrow = limit(settings("narrow", 1, 3_600_000, 1, OnRedisDown.DENY));
        assertThat(ask(process(), narrow, "ann").allowed()).isTrue();
        SharedLimits process = process();
        ask(process, new Limit[] {one, narrow}, "ann");

        assertThat(counters.refusals()).isEqualTo(1);
        assertThat(ask(process, one, "ann").allowed()).isTrue();
        assertThat(ask(process, one, "ann").allowed()).isFalse();
    }

    @Test
    void shadowCountsNobodyWhoCameWhileACallWasUnderWay() {
        counts.delayed = 100;
        RateLimit settings =
                new RateLimit(
                        "a", 1000, 3_600_000, 1000, By.USER, null, true, OnRedisDown.DENY, null);
        Limit shadow = limit(settings);
        SharedLimits process = process();
        for (int i = 0; i < 200; i++) {
            ask(process, shadow, "ann");
        }
        counts.deliver();
        for (int i = 0; i < 200; i++) {
            ask(process, shadow, "ann");
        }
        counts.deliver();

        assertThat(counters.overShadows()).isZero();
    }

    @Test
    void shadowIsCountedAndNeverWaitedFor() {
        counts.delayed = 100;
        RateLimit settings =
                new RateLimit("a", 3, 3_600_000, 3, By.USER, null, true, OnRedisDown.DENY, null);
        Limit shadow = limit(settings);
        SharedLimits process = process();
        for (int i = 0; i < 10; i++) {
            ask(process, shadow, "ann");
            counts.deliver();
        }

        assertThat(waits).isEmpty();
        assertThat(counters.overShadows()).isEqualTo(7);
        assertThat(counters.denials()).isZero();
    }

    @Test
    void millionCallersTakeTheMemoryThatIsSaid() {
        SharedLimits process = process(1 << 16);
        Limit limit = limit(2, 3_600_000, 2);
        assertThat(ask(process, limit, "victim").allowed()).isTrue();
        assertThat(ask(process, limit, "victim").allowed()).isTrue();
        for (int i = 0; i < 1_000_000; i++) {
            byte[][] caller = {("10." + i).getBytes(StandardCharsets.US_ASCII)};
            process.leases().of(limit.hash(KEYS[0], KEYS[1], caller[0]), clock.get());
        }
        for (int i = 0; i < 5_000; i++) {
            for (int request = 0; request < 3; request++) {
                ask(process, limit, "attacker" + i);
            }
        }

        assertThat(process.leases().bytes()).isLessThanOrEqualTo(1 << 16);
        assertThat(process.leases().displaced()).isPositive();
        assertThat(ask(process, limit, "victim").allowed()).isFalse();
    }
}
