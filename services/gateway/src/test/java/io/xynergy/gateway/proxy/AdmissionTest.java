package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.MemoryLimits;
import io.xynergy.gateway.testing.Ledgers;
import org.junit.jupiter.api.Test;

/** How many requests are let in at once. */
final class AdmissionTest {

    @Test
    void policysLimitIsKept() {
        var admission = new Admission(Ledgers.wide());

        assertThat(admission.enter(2)).isEqualTo(Admission.Verdict.ADMITTED);
        assertThat(admission.enter(2)).isEqualTo(Admission.Verdict.ADMITTED);
        assertThat(admission.enter(2)).isEqualTo(Admission.Verdict.TOO_MANY);
        assertThat(admission.inFlight()).isEqualTo(2);
        admission.leave();
        assertThat(admission.enter(2)).isEqualTo(Admission.Verdict.ADMITTED);
    }

    @Test
    void refusedRequestTakesNoPlace() {
        var admission = new Admission(Ledgers.wide());
        for (int i = 0; i < 10; i++) {
            assertThat(admission.enter(0)).isEqualTo(Admission.Verdict.TOO_MANY);
        }

        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void heapBoundsWhereThePolicyDoesNot() {
        var ledger = new MemoryLedger(new MemoryLimits(100 * MemoryLedger.REQUEST, 1), 1);
        var admission = new Admission(ledger);
        int entered = 0;
        while (entered < 10_000 && admission.enter(null) == Admission.Verdict.ADMITTED) {
            entered++;
        }

        assertThat(entered).as("less than seven eighths of the limit").isEqualTo(87);
        assertThat(ledger.heap().held()).isEqualTo(87 * MemoryLedger.REQUEST);
        assertThat(admission.enter(null)).isEqualTo(Admission.Verdict.MEMORY_SHORT);
        assertThat(ledger.connect()).as("room for who is refused").isTrue();
    }

    /** Ten thousand clients that rest are no reason to serve nobody. */
    @Test
    void fewRequestsAreAdmittedHoweverMuchConnectionsHold() {
        long limit = 1024 * MemoryLedger.REQUEST;
        var ledger = new MemoryLedger(new MemoryLimits(limit, 1), 1_000_000);
        var admission = new Admission(ledger);
        while (ledger.hasRoom()) {
            ledger.connect();
        }

        for (int i = 0; i < 8; i++) {
            assertThat(admission.enter(null)).isEqualTo(Admission.Verdict.ADMITTED);
        }
        assertThat(admission.enter(null)).isEqualTo(Admission.Verdict.MEMORY_SHORT);
        admission.leave();
        assertThat(admission.enter(null)).isEqualTo(Admission.Verdict.ADMITTED);
    }

    @Test
    void requestsGiveBackWhatTheyHeld() {
        var ledger = new MemoryLedger(new MemoryLimits(10 * MemoryLedger.REQUEST, 1), 1);
        var admission = new Admission(ledger);
        assertThat(admission.enter(null)).isEqualTo(Admission.Verdict.ADMITTED);
        admission.leave();

        assertThat(ledger.heap().held()).isZero();
    }
}
