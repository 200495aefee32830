package io.xynergy.cli.echo;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The length and the SHA-256 of a body, computed while it streams by. */
record BodyDigest(long bytes, String sha256) {

    static BodyDigest of(InputStream body) throws IOException {
        MessageDigest digest = sha256Digest();
        byte[] buffer = new byte[16 * 1024];
        long total = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            digest.update(buffer, 0, read);
            total += read;
        }
        return new BodyDigest(total, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
