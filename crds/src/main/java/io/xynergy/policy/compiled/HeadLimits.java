package io.xynergy.policy.compiled;

/**
 * The largest heads that are read: bytes, and numbers of field lines.
 *
 * @param requestLine method, target and version of a request
 * @param requestHead a request's head as a whole
 * @param responseHead an upstream's head as a whole
 */
public record HeadLimits(
        int requestLine, int requestHead, int requestFields, int responseHead, int responseFields) {

    /** 8 KiB for a request line, 16 KiB for a head, 100 fields. */
    public static final HeadLimits DEFAULTS =
            new HeadLimits(8 * 1024, 16 * 1024, 100, 16 * 1024, 100);
}
