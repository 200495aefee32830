package io.xynergy.policy;

/** How much of a path is normalised before it is forwarded. */
public enum PathNormalization {
    /** Escapes have one form, repeated slashes become one, dot segments are resolved. */
    FULL,
    /** Escapes have one form; repeated slashes stay. */
    SLASHES_KEPT,
    /** Every byte passes as it came. */
    NONE
}
