package io.xynergy.policy.document;

/**
 * How much of a document is read.
 *
 * @param weight the number of values, where a long text counts as several
 */
public record DocumentBounds(int bytes, int weight) {

    /** A document that somebody wrote, as large as this process has room for. */
    public static final DocumentBounds POLICY = ofPolicy(Runtime.getRuntime().maxMemory());

    /** A document that the compiler wrote, with the defaults in every route. */
    public static final DocumentBounds CONFIG = new DocumentBounds(64 << 20, 4_000_000);

    /**
     * The bounds of policies in a heap of {@code heap} bytes: while one is read, its bytes, its
     * text, its values and what is in force are held together. 64 MiB have room for 10,000 routes.
     */
    static DocumentBounds ofPolicy(long heap) {
        long bytes = Math.min(8 << 20, heap / 24);
        long weight = Math.min(500_000, heap / 400);
        return new DocumentBounds((int) bytes, (int) weight);
    }
}
