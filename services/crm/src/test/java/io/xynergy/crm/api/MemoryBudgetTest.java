package io.xynergy.crm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final Meters meters = new Meters();
    private final MemoryBudget budget = new MemoryBudget(10 << 10);

    MemoryBudgetTest() {
        budget.publish(meters);
    }

    private void assertTaken(int kib) {
        assertThat(meters.page(PageFormat.PROMETHEUS))
                .contains("xynergy_crm_memory_taken_bytes " + (kib << 10));
    }

    @Test
    void whatIsTakenIsGivenBack() {
        try (MemoryBudget.Share share = budget.share()) {
            share.resize(3000);
            assertTaken(3);
            share.resize(9000);
            assertTaken(9);
            share.resize(1);
            assertTaken(1);
        }
        assertTaken(0);
    }

    @Test
    void whoFindsNoMemoryInTimeIsRefusedAndKeepsWhatItHas() {
        try (MemoryBudget.Share first = budget.share();
                MemoryBudget.Share second = budget.share()) {
            first.resize(8 << 10);
            second.resize(1 << 10);
            assertThatThrownBy(() -> second.resize(4 << 10))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().status()).isEqualTo(503));
            assertTaken(9);
            assertThat(meters.page(PageFormat.PROMETHEUS))
                    .contains("xynergy_crm_memory_refused_total 1");
        }
        assertTaken(0);
    }

    @Test
    void whoWaitsGoesOnWhenAnotherGivesBack() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                MemoryBudget.Share first = budget.share();
                MemoryBudget.Share second = budget.share()) {
            first.resize(10 << 10);
            Future<?> waiting = threads.submit(() -> second.resize(5 << 10));
            first.resize(0);
            waiting.get(20, TimeUnit.SECONDS);
            assertTaken(5);
        }
    }

    @Test
    void whatIsLargerThanAllGetsAll() {
        try (MemoryBudget.Share share = budget.share()) {
            share.resize(Long.MAX_VALUE / 2);
            assertTaken(10);
        }
    }
}
