package io.xynergy.gateway.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SheddingTest {

    private static final long NOW = TimeUnit.HOURS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MemoryLedger ledger = new MemoryLedger(new MemoryLimits(1 << 20, 1 << 20), 1000);
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    private final AtomicLong excess = new AtomicLong(1 << 20);
    private final Shedding shedding = new Shedding(ledger, executor, () -> NOW, excess::get);
    private final List<Opening> all = new ArrayList<>();

    SheddingTest() {
        shedding.among(all::forEach);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private Opening waiting(Pace.Wait what, long nanos) {
        var opening = new Opening(() -> {});
        Pace pace = what == Pace.Wait.RESPONSE ? opening.taking() : opening.sending();
        pace.waits(what, NOW - nanos);
        all.add(opening);
        return opening;
    }

    @Test
    void nobodyIsEndedWhileThereIsMemory() {
        Opening slow = waiting(Pace.Wait.HEAD, 100 * SECOND);
        ledger.heap().take(1 << 19);
        shedding.round();

        assertThat(slow.isShed()).isFalse();
    }

    @Test
    void eachCollectionIsHeededOnceAndNoneThatWasBefore() {
        Opening slow = waiting(Pace.Wait.HEAD, SECOND);
        shedding.round();
        assertThat(slow.isShed()).isFalse();

        excess.set(1);
        shedding.round();
        assertThat(slow.isShed()).isTrue();
        Opening next = waiting(Pace.Wait.HEAD, SECOND);
        shedding.round();
        assertThat(next.isShed()).isFalse();
    }

    @Test
    void slowestGoFirstAndNoMoreThanItTakes() {
        Opening slower = waiting(Pace.Wait.HEAD, 3 * SECOND);
        List<Opening> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(waiting(Pace.Wait.HEAD, 2 * SECOND));
        }
        Opening slowest = waiting(Pace.Wait.BODY, 4 * SECOND);
        ledger.heap().take(ledger.heap().mark() + 1);
        shedding.round();

        assertThat(slowest.isShed()).isTrue();
        assertThat(slower.isShed()).isTrue();
        long expected = ledger.heap().mark() / 16 / MemoryLedger.CONNECTION;
        assertThat(slow.stream().filter(Opening::isShed).count()).isBetween(1L, expected);
    }

    @Test
    void fastOnesStay() {
        Opening fast = waiting(Pace.Wait.BODY, SECOND / 10);
        Opening resting = waiting(Pace.Wait.IDLE, 60 * SECOND);
        ledger.heap().take(ledger.heap().mark() + 1);
        shedding.round();

        assertThat(fast.isShed()).isFalse();
        assertThat(resting.isShed()).isFalse();
    }

    @Test
    void whenItIsFullTheRestingGoAfterTheSlow() {
        Opening resting = waiting(Pace.Wait.IDLE, 60 * SECOND);
        Opening slow = waiting(Pace.Wait.HEAD, SECOND);
        Opening fast = waiting(Pace.Wait.HEAD, SECOND / 1000);
        ledger.heap().take(ledger.heap().limit());
        shedding.round();

        assertThat(slow.isShed()).isTrue();
        assertThat(resting.isShed()).isTrue();
        assertThat(fast.isShed()).isFalse();
    }

    @Test
    void directMemoryIsFreedByThoseWhoHoldIt() {
        Opening head = waiting(Pace.Wait.HEAD, 9 * SECOND);
        Opening reader = waiting(Pace.Wait.RESPONSE, 2 * SECOND);
        ledger.direct().take(ledger.direct().mark() + 1);
        shedding.round();

        assertThat(reader.isShed()).isTrue();
        assertThat(head.isShed()).isFalse();
    }

    @Test
    void needIsMetByThoseWhoHoldWhatIsNeeded() {
        Opening holder = waiting(Pace.Wait.BODY, SECOND / 10);
        Opening other = waiting(Pace.Wait.BODY, 9 * SECOND);
        shedding.need(
                new Need() {
                    @Override
                    public long wanted() {
                        return holder.isShed() ? 0 : 1;
                    }

                    @Override
                    public boolean isUrgent() {
                        return true;
                    }

                    @Override
                    public void cannotBeMet() {
                        throw new AssertionError("there is somebody");
                    }

                    @Override
                    public boolean isHeldBy(Occupant occupant) {
                        return occupant == holder;
                    }
                });
        shedding.round();

        assertThat(holder.isShed()).isTrue();
        assertThat(other.isShed()).isFalse();
    }
}
