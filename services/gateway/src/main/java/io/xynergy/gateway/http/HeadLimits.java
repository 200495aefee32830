package io.xynergy.gateway.http;

/**
 * The largest heads that are read.
 *
 * @param requestLine method, target and version of a request, in bytes
 * @param requestHead a request's whole head, in bytes
 * @param requestFields field lines of a request
 * @param responseHead an upstream's whole head, in bytes
 * @param responseFields field lines of an upstream's head
 */
public record HeadLimits(
        int requestLine, int requestHead, int requestFields, int responseHead, int responseFields) {

    /** 8 KiB for the line, 16 KiB for a head, 100 fields. */
    public static final HeadLimits DEFAULTS =
            new HeadLimits(8 * 1024, 16 * 1024, 100, 16 * 1024, 100);
}
