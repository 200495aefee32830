package io.xynergy.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private static final long TICK = 1L << TimerWheel.TICK_SHIFT;
    private static final long LAP = 1024 * TICK;

    private final List<Timer> fired = new ArrayList<>();

    /** Notes its firing, and may then do something to the wheel. */
    private final class Timer extends TimerWheel.Entry {
        private long due = -1;
        private Runnable whenFired = () -> {};

        @Override
        void fire(long now) {
            assertThat(isScheduled()).isFalse();
            assertThat(now).as("never early").isGreaterThanOrEqualTo(when());
            fired.add(this);
            whenFired.run();
        }
    }

    @Test
    void firesOnceAtItsTimeAndNotBefore() {
        var wheel = new TimerWheel(0);
        var timer = new Timer();
        wheel.schedule(timer, 10 * TICK);

        wheel.advance(10 * TICK - 1);
        assertThat(fired).isEmpty();
        wheel.advance(12 * TICK);
        wheel.advance(3 * LAP);

        assertThat(fired).containsExactly(timer);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void aTimeInThePastFiresAtTheNextTick() {
        var wheel = new TimerWheel(100 * TICK);
        var timer = new Timer();

        wheel.schedule(timer, 0);
        wheel.advance(101 * TICK);

        assertThat(fired).containsExactly(timer);
    }

    @Test
    void timesBeyondALapWaitForTheirLap() {
        var wheel = new TimerWheel(0);
        var timer = new Timer();
        wheel.schedule(timer, 2 * LAP + 5 * TICK);

        for (long now = 0; now < 2 * LAP + 5 * TICK; now += 100 * TICK) {
            wheel.advance(now);
        }
        assertThat(fired).isEmpty();
        wheel.advance(2 * LAP + 6 * TICK);

        assertThat(fired).containsExactly(timer);
    }

    @Test
    void oneLongPauseFiresEverythingThatIsDue() {
        var wheel = new TimerWheel(0);
        for (int i = 0; i < 3_000; i++) {
            wheel.schedule(new Timer(), i * TICK);
        }

        wheel.advance(10 * LAP);

        assertThat(fired).hasSize(3_000);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void removedAndMovedTimersDoNotFireAtTheirOldTime() {
        var wheel = new TimerWheel(0);
        var removed = new Timer();
        var moved = new Timer();
        wheel.schedule(removed, 5 * TICK);
        wheel.schedule(moved, 5 * TICK);
        wheel.remove(removed);
        wheel.remove(removed);
        wheel.schedule(moved, 50 * TICK);

        wheel.advance(10 * TICK);
        assertThat(fired).isEmpty();
        wheel.advance(52 * TICK);

        assertThat(fired).containsExactly(moved);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void firingMayRemoveAndScheduleOthersOfTheSameSlot() {
        var wheel = new TimerWheel(0);
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            timers.add(new Timer());
            wheel.schedule(timers.get(i), 5 * TICK);
        }
        var late = new Timer();
        timers.get(5).whenFired = () -> wheel.remove(timers.get(4));
        timers.get(3).whenFired = () -> wheel.schedule(timers.get(2), 5 * TICK + LAP);
        timers.get(1).whenFired = () -> wheel.schedule(late, 6 * TICK);
        timers.get(0).whenFired = () -> wheel.schedule(timers.get(0), 7 * TICK);

        wheel.advance(6 * TICK);

        assertThat(fired)
                .containsExactlyInAnyOrder(
                        timers.get(5), timers.get(3), timers.get(1), timers.get(0));
        timers.get(0).whenFired = () -> {};
        wheel.advance(3 * LAP);
        assertThat(fired).contains(late, timers.get(2)).doesNotContain(timers.get(4));
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void behavesLikeAListOfTimers() {
        long seed = new Random().nextLong();
        RandomGenerator random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            compareWithList(random, "seed " + seed + ", round " + round);
        }
    }

    /** The model: a list of due times. A timer fires between its time and two ticks later. */
    private void compareWithList(RandomGenerator random, String name) {
        fired.clear();
        long now = random.nextLong(LAP);
        var wheel = new TimerWheel(now);
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            timers.add(new Timer());
        }
        for (int step = 0; step < 200; step++) {
            Timer timer = timers.get(random.nextInt(timers.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    timer.due = now + random.nextLong(random.nextBoolean() ? 20 * TICK : 3 * LAP);
                    wheel.schedule(timer, timer.due);
                }
                case 2 -> {
                    timer.due = -1;
                    wheel.remove(timer);
                }
                default -> {
                    now += random.nextLong(random.nextInt(10) == 0 ? 2 * LAP : 5 * TICK);
                    wheel.advance(now);
                    settle(timers, now, name);
                }
            }
            boolean empty = timers.stream().allMatch(each -> each.due < 0);
            assertThat(wheel.isEmpty()).as(name).isEqualTo(empty);
        }
    }

    private void settle(List<Timer> timers, long now, String name) {
        for (Timer timer : timers) {
            boolean hasFired = fired.remove(timer);
            assertThat(fired).as(name).doesNotContain(timer);
            if (timer.due < 0 || timer.due > now) {
                assertThat(hasFired).as(name).isFalse();
            } else if (timer.due <= now - 2 * TICK) {
                assertThat(hasFired).as(name).isTrue();
            }
            if (hasFired) {
                timer.due = -1;
            }
            assertThat(timer.isScheduled()).as(name).isEqualTo(timer.due >= 0);
        }
    }
}
