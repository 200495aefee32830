package io.xynergy.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as images write it. */
final class Sha256 {

    private static final String PREFIX = "sha256:";

    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    static String text(byte[] digest) {
        return PREFIX + HexFormat.of().formatHex(digest);
    }

    static String of(byte[] bytes) {
        return text(digest().digest(bytes));
    }

    /** The path of a blob in an image layout. */
    static String blob(String digest) {
        return "blobs/sha256/" + digest.substring(PREFIX.length());
    }
}
