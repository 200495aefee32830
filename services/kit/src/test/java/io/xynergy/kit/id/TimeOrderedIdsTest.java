package io.xynergy.kit.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123Z");

    @Test
    void anIdIsOfVersion7AndCarriesItsTime() {
        UUID id =
                new TimeOrderedIds(InstantSource.fixed(NOON), RandomGenerator.getDefault()).next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void idsAscendWithinAMillisecondAndBeyondItsCounter() {
        var ids = new TimeOrderedIds(InstantSource.fixed(NOON), RandomGenerator.getDefault());
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next().toString());
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void idsAscendWhenTheClockStepsBack() {
        var now = new AtomicLong(NOON.toEpochMilli());
        var ids =
                new TimeOrderedIds(
                        () -> Instant.ofEpochMilli(now.get()), RandomGenerator.getDefault());
        String before = ids.next().toString();
        now.addAndGet(-3_600_000);
        assertThat(ids.next().toString()).isGreaterThan(before);
    }

    @Test
    void noIdIsMadeTwiceByThreadsAtTheSameTime() throws Exception {
        var ids = new TimeOrderedIds(InstantSource.fixed(NOON), RandomGenerator.getDefault());
        Set<UUID> made = ConcurrentHashMap.newKeySet();
        List<Future<?>> ends = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                ends.add(
                        threads.submit(() -> {
                            for (int j = 0; j < 5000; j++) {
                                made.add(ids.next());
                            }
                        }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(made).hasSize(20_000);
    }
}
