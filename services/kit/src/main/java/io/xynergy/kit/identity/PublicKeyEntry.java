package io.xynergy.kit.identity;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/**
 * The public part of a key as its document has it.
 *
 * @param x 32 bytes in base64url
 */
public record PublicKeyEntry(String id, String x) {

    public PublicKeyEntry {
        KeyText.requireId(id);
        KeyText.bytes("x", x);
    }

    /**
     * The key itself.
     *
     * @throws IllegalArgumentException if it is none of Ed25519
     */
    public Verifier open() {
        byte[] raw = KeyText.bytes("x", x);
        var encoded = new byte[KeyText.X509.length + raw.length];
        System.arraycopy(KeyText.X509, 0, encoded, 0, KeyText.X509.length);
        System.arraycopy(raw, 0, encoded, KeyText.X509.length, raw.length);
        try {
            PublicKey key =
                    KeyFactory.getInstance(KeyText.ALGORITHM)
                            .generatePublic(new X509EncodedKeySpec(encoded));
            // the factory takes any 32 bytes; whether they are of the curve is seen here
            Signature.getInstance(KeyText.ALGORITHM).initVerify(key);
            return new Verifier(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("key " + id + ": x is not a key of Ed25519", e);
        }
    }

    /** Checks signatures of one key. */
    public static final class Verifier {

        private final PublicKey key;

        private Verifier(PublicKey key) {
            this.key = key;
        }

        /** Whether a text was signed with the key's private part. */
        public boolean hasSigned(byte[] text, byte[] signed) {
            try {
                var signature = Signature.getInstance(KeyText.ALGORITHM);
                signature.initVerify(key);
                signature.update(text);
                return signature.verify(signed);
            } catch (SignatureException | InvalidKeyException _) {
                return false; // the numbers are none of the curve
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has Ed25519", e);
            }
        }
    }
}
