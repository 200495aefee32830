package io.xynergy.gateway.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int ENOUGH = 32 * 1024;

    private final Pace pace = new Pace();

    @Test
    void whoIsNotWaitedForDoesNotLag() {
        assertThat(pace.lag(5 * SECOND)).isNegative();
        pace.waits(Pace.Wait.BODY, SECOND);
        pace.over();

        assertThat(pace.lag(5 * SECOND)).isNegative();
    }

    @Test
    void silenceLagsByItsLength() {
        pace.waits(Pace.Wait.RESPONSE, SECOND);

        assertThat(pace.lag(4 * SECOND)).isBetween(3 * SECOND - 1, 3 * SECOND);
        assertThat(pace.what()).isEqualTo(Pace.Wait.RESPONSE);
    }

    @Test
    void dripsDoNotHideAnybody() {
        for (int i = 1; i <= 10; i++) {
            pace.waits(Pace.Wait.BODY, i * SECOND);
            pace.moved(1, (i + 1) * SECOND);
        }
        pace.waits(Pace.Wait.BODY, 11 * SECOND);

        assertThat(pace.lag(11 * SECOND)).isGreaterThan(9 * SECOND);
    }

    @Test
    void whoMovesEnoughDoesNotLag() {
        for (int i = 1; i <= 10; i++) {
            pace.waits(Pace.Wait.RESPONSE, i * SECOND);
            pace.moved(2 * ENOUGH, (i + 1) * SECOND);
        }
        pace.waits(Pace.Wait.RESPONSE, 11 * SECOND);

        assertThat(pace.lag(11 * SECOND + 1)).isLessThan(10);
    }

    @Test
    void whatWasTakenAtOnceGivesNoCredit() {
        pace.waits(Pace.Wait.RESPONSE, SECOND);
        pace.moved(1000L * ENOUGH, SECOND + 1);
        pace.waits(Pace.Wait.RESPONSE, SECOND + 1);

        assertThat(pace.lag(3 * SECOND)).isGreaterThan(SECOND);
    }

    @Test
    void anotherMessageBeginsAnew() {
        pace.waits(Pace.Wait.BODY, SECOND);
        pace.moved(1, 9 * SECOND);
        pace.begin();
        pace.waits(Pace.Wait.BODY, 10 * SECOND);

        assertThat(pace.lag(10 * SECOND)).isLessThan(2);
        assertThat(pace.bytes()).isZero();
    }

    @Test
    void whatMovesHardlyAtAllIsHopelessAfterAMinute() {
        assertThat(Pace.isHopeless(0, 60 * SECOND)).isFalse();
        assertThat(Pace.isHopeless(5_999, 60 * SECOND + 1)).isTrue();
        assertThat(Pace.isHopeless(6_000, 60 * SECOND + 1)).isFalse();
        assertThat(Pace.isHopeless(359_999, 3600 * SECOND)).isTrue();
        assertThat(Pace.isHopeless(360_000, 3600 * SECOND)).isFalse();
    }
}
