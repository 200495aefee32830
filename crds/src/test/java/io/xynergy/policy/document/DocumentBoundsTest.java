package io.xynergy.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much of a policy a heap has room for. */
final class DocumentBoundsTest {

    @Test
    void smallHeapReadsSmallerPolicies() {
        DocumentBounds bounds = DocumentBounds.ofPolicy(64 << 20);

        assertThat(bounds.bytes()).isBetween(2 << 20, 3 << 20);
        assertThat(bounds.weight()).isBetween(150_000, 180_000);
    }

    @Test
    void largeHeapReadsNoMoreThanEightMebibytes() {
        assertThat(DocumentBounds.ofPolicy(8L << 30))
                .isEqualTo(new DocumentBounds(8 << 20, 500_000));
    }
}
