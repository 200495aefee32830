package io.xynergy.gateway.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SheddingTest {

    private static final long NOW = TimeUnit.HOURS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MemoryLedger ledger = new MemoryLedger(new MemoryLimits(1 << 20, 1 << 20), 1000);
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    private final Shedding shedding = new Shedding(ledger, executor, () -> NOW);
    private final List<Fake> all = new ArrayList<>();

    SheddingTest() {
        shedding.among(all::forEach);
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private static final class Fake implements Occupant {
        private final Pace sending = new Pace();
        private final Pace taking = new Pace();
        private boolean shed;

        @Override
        public Pace sending() {
            return sending;
        }

        @Override
        public Pace taking() {
            return taking;
        }

        @Override
        public boolean isShed() {
            return shed;
        }

        @Override
        public void shed(Pace.Wait what) {
            shed = true;
        }
    }

    private Fake waiting(Pace.Wait what, long nanos) {
        var fake = new Fake();
        Pace pace = what == Pace.Wait.RESPONSE ? fake.taking : fake.sending;
        pace.waits(what, NOW - nanos);
        all.add(fake);
        return fake;
    }

    @Test
    void nobodyIsEndedWhileThereIsMemory() {
        Fake slow = waiting(Pace.Wait.HEAD, 100 * SECOND);
        ledger.heap().take(1 << 19);
        shedding.round();

        assertThat(slow.shed).isFalse();
    }

    @Test
    void slowestGoFirstAndNoMoreThanItTakes() {
        Fake slower = waiting(Pace.Wait.HEAD, 3 * SECOND);
        List<Fake> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(waiting(Pace.Wait.HEAD, 2 * SECOND));
        }
        Fake slowest = waiting(Pace.Wait.BODY, 4 * SECOND);
        ledger.heap().take(ledger.heap().mark() + 1);
        shedding.round();

        assertThat(slowest.shed).isTrue();
        assertThat(slower.shed).isTrue();
        long expected = ledger.heap().mark() / 16 / MemoryLedger.CONNECTION;
        assertThat(slow.stream().filter(Fake::isShed).count()).isBetween(1L, expected);
    }

    @Test
    void fastOnesStay() {
        Fake fast = waiting(Pace.Wait.BODY, SECOND / 10);
        Fake resting = waiting(Pace.Wait.IDLE, 60 * SECOND);
        ledger.heap().take(ledger.heap().mark() + 1);
        shedding.round();

        assertThat(fast.shed).isFalse();
        assertThat(resting.shed).isFalse();
    }

    @Test
    void whenItIsFullTheRestingGoAfterTheSlow() {
        Fake resting = waiting(Pace.Wait.IDLE, 60 * SECOND);
        Fake slow = waiting(Pace.Wait.HEAD, SECOND);
        Fake fast = waiting(Pace.Wait.HEAD, SECOND / 1000);
        ledger.heap().take(ledger.heap().limit());
        shedding.round();

        assertThat(slow.shed).isTrue();
        assertThat(resting.shed).isTrue();
        assertThat(fast.shed).isFalse();
    }

    @Test
    void directMemoryIsFreedByThoseWhoHoldIt() {
        Fake head = waiting(Pace.Wait.HEAD, 9 * SECOND);
        Fake reader = waiting(Pace.Wait.RESPONSE, 2 * SECOND);
        ledger.direct().take(ledger.direct().mark() + 1);
        shedding.round();

        assertThat(reader.shed).isTrue();
        assertThat(head.shed).isFalse();
    }

    @Test
    void needIsMetByThoseWhoHoldWhatIsNeeded() {
        Fake holder = waiting(Pace.Wait.BODY, SECOND / 10);
        Fake other = waiting(Pace.Wait.BODY, 9 * SECOND);
        shedding.need(
                new Need() {
                    @Override
                    public long wanted() {
                        return holder.shed ? 0 : 1;
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

        assertThat(holder.shed).isTrue();
        assertThat(other.shed).isFalse();
    }
}
