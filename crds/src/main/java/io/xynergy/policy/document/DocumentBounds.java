package io.xynergy.policy.document;

/**
 * How much of a document is read.
 *
 * @param weight the number of values, where a long text counts as several
 */
public record DocumentBounds(int bytes, int weight) {

    /** A document that somebody wrote. */
    public static final DocumentBounds POLICY = new DocumentBounds(8 << 20, 500_000);

    /** A document that the compiler wrote, with the defaults in every route. */
    public static final DocumentBounds CONFIG = new DocumentBounds(64 << 20, 4_000_000);
}
