package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many requests are let in at once. */
final class AdmissionTest {

    @Test
    void policysLimitIsKept() {
        var admission = new Admission(Long.MAX_VALUE);

        assertThat(admission.enter(2)).isTrue();
        assertThat(admission.enter(2)).isTrue();
        assertThat(admission.enter(2)).isFalse();
        assertThat(admission.inFlight()).isEqualTo(2);
        admission.leave();
        assertThat(admission.enter(2)).isTrue();
    }

    @Test
    void refusedRequestTakesNoPlace() {
        var admission = new Admission(Long.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            assertThat(admission.enter(0)).isFalse();
        }

        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void heapBoundsWhereThePolicyDoesNot() {
        var admission = new Admission(64L * 1024 * 1024);
        int entered = 0;
        while (entered < 10_000 && admission.enter(null)) {
            entered++;
        }

        assertThat(entered).isEqualTo(2048);
    }

    @Test
    void smallHeapStillLetsSomeIn() {
        var admission = new Admission(1);

        assertThat(admission.enter(null)).isTrue();
    }
}
