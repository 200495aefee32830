package io.xynergy.operator.delivery;

/**
 * Something to deliver.
 *
 * @param path of the admin port
 * @param digest SHA-256 of the document in lower-case hex
 * @param packed the document in gzip; not to be changed
 */
public record Document(String path, String digest, long revision, byte[] packed) {

    /** Path of a compiled configuration. */
    public static final String CONFIG = "/config";

    /** Path of the endpoints of services. */
    public static final String ENDPOINTS = "/endpoints";

    boolean isSame(Document other) {
        return revision == other.revision && digest.equals(other.digest);
    }
}
