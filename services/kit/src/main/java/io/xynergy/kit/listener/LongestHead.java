package io.xynergy.kit.listener;

/**
 * How long a request's head may be: what a gateway sends at most, unless all connections together
 * could hold too much of the heap then.
 */
final class LongestHead {

    /**
     * A client's head has 64 KiB at most at the gateway, which adds who calls (6 KiB), a proof of
     * it, where the request came from, and what a policy's edits write.
     */
    static final int MOST = 96 << 10;

    /** A client's head has 16 KiB at the gateway unless its policy says otherwise. */
    static final int LEAST = 32 << 10;

    /** Of the heap for heads: one part of so many. */
    private static final int HEAP_SHARE = 2;

    private LongestHead() {}

    /**
     * In bytes.
     *
     * @param heap bytes that the process may use
     */
    static int of(int connections, long heap) {
        return Math.clamp(heap / HEAP_SHARE / connections, LEAST, MOST);
    }
}
