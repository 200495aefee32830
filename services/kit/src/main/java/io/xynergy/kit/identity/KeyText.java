package io.xynergy.kit.identity;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Keys of Ed25519 and their ids as text. */
final class KeyText {

    static final String ALGORITHM = "Ed25519";

    /** Of either part of a key. */
    static final int BYTES = 32;

    /** What stands before a public key in its X.509 form (RFC 8410, 4). */
    static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private KeyText() {}

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    static void requireId(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "kid: expected 1 to 64 letters, digits, hyphens and underscores");
        }
    }

    /**
     * Decodes 32 bytes.
     *
     * @throws IllegalArgumentException saying what was expected, without the text
     */
    static byte[] bytes(String what, String text) {
        byte[] bytes = canonical(text);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(what + ": expected 32 bytes in base64url");
        }
        return bytes;
    }

    /** Decodes base64url without padding; empty if it is not the one form of its bytes. */
    static byte[] canonical(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            String again = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            return again.equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}
