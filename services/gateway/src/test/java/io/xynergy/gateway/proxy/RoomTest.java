package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.MemoryLimits;
import io.xynergy.gateway.memory.Shedding;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waiting for what nobody holds, so that each try would take it. */
final class RoomTest {

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    private final WaitingLine line = new WaitingLine(1);
    private final AtomicInteger tries = new AtomicInteger();
    private final Room room =
            new Room(
                    new Shedding(
                            new MemoryLedger(new MemoryLimits(1 << 20, 1 << 20), 1000),
                            executor,
                            System::nanoTime),
                    line,
                    _ -> true,
                    () -> 0);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private boolean await(long until) {
        return room.await(true, until, () -> tries.incrementAndGet() > 0);
    }

    @Test
    void whatIsFreeInTimeIsTaken() {
        assertThat(await(System.nanoTime() + TimeUnit.HOURS.toNanos(1))).isTrue();
        assertThat(tries).hasValue(1);
    }

    @Test
    void whatIsFreeTooLateIsLeftToOthers() {
        assertThat(await(System.nanoTime())).isFalse();
        assertThat(tries).hasValue(0);
    }

    @Test
    void whoGaveUpIsInNobodysWay() {
        assertThat(await(System.nanoTime())).isFalse();

        assertThat(room.isUrgent()).isFalse();
        assertThat(line.enter(true)).isTrue();
    }
}
