package io.xynergy.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.policy.RateLimitSpec.By;
import io.xynergy.policy.RateLimitSpec.OnRedisDown;
import io.xynergy.policy.compiled.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads ask for one caller at once, and wait for each other's calls. */
final class OneCallAtATimeTest {

    private static final long[] KEYS = {17, 4};

    private final Watched counts = new Watched();

    /** Counts the calls that are under way at the same time. */
    private static final class Watched implements SharedCounts {
        private final ModelCounts model = new ModelCounts(System::nanoTime, new Random(3));
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public boolean isUp() {
            return true;
        }

        @Override
        public int replicas() {
            return 1;
        }

        @Override
        public CompletableFuture<Grant> take(Price price, String key, int want) {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(() -> {
                Grant grant = model.take(price, key, want).join();
                inFlight.decrementAndGet();
                return grant;
            });
        }

        @Override
        public void giveBack(Price price, String key, int units, long mark) {
            model.giveBack(price, key, units, mark);
        }

        @Override
        public void late() {
            throw new AssertionError("nobody waits for a minute");
        }
    }

    @Test
    void manyThreadsOfOneCallerMakeOneCallAtATime() throws InterruptedException {
        var process =
                new SharedLimits(
                        counts,
                        new LimitCounters(),
                        new LeaseTable(1 << 16),
                        System::nanoTime,
                        Waiter.PARKED,
                        Duration.ofMinutes(1));
        var settings =
                new RateLimit("a", 1, 3_600_000, 300, By.USER, null, false, OnRedisDown.DENY, null);
        Limit[] limits = {
            Objects.requireNonNull(
                    new Limiter(1 << 20).limits("p", List.of(settings)).get(settings))
        };
        var allowed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            threads.add(Thread.ofVirtual().start(() -> ask(process, limits, allowed)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counts.most).hasValue(1);
        assertThat(allowed.get()).isLessThanOrEqualTo(300).isPositive();
    }

    private static void ask(SharedLimits process, Limit[] limits, AtomicInteger allowed) {
        byte[][] ann = {Ascii.bytes("ann")};
        for (int i = 0; i < 50; i++) {
            if (process.ask(limits, ann, KEYS, System.nanoTime(), 1)[0].allowed()) {
                allowed.incrementAndGet();
            }
        }
    }
}
