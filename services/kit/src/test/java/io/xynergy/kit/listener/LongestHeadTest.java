package io.xynergy.kit.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Heads of the gateway fit, and heads of all connections fit into the heap. */
final class LongestHeadTest {

    @Test
    void roomyHeapsTakeWhatGatewaysSend() {
        assertThat(LongestHead.of(1000, 1L << 30)).isEqualTo(LongestHead.MOST);
        assertThat(LongestHead.of(1, Long.MAX_VALUE)).isEqualTo(LongestHead.MOST);
    }

    @Test
    void manyConnectionsHoldHalfOfTheHeap() {
        int head = LongestHead.of(2000, 256L << 20);
        assertThat(head).isEqualTo((256 << 20) / 2 / 2000);
    }

    @Test
    void aHeadOfTheGatewaysUsualLimitAlwaysFits() {
        assertThat(LongestHead.of(100_000, 1 << 20)).isEqualTo(LongestHead.LEAST);
    }
}
