package io.xynergy.kit.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 key (RFC 8032) that a gateway signs callers with.
 *
 * @param from when gateways begin to sign with it, so that services have its public part by then
 * @param x the public part, 32 bytes in base64url
 * @param d the private part, 32 bytes in base64url
 */
public record SigningKey(String id, Instant from, String x, String d) {

    private static final int ID_DIGITS = 16;

    public SigningKey {
        KeyText.requireId(id);
        KeyText.bytes("x", x);
        KeyText.bytes("d", d);
    }

    /** A key that nobody can guess. */
    public static SigningKey generate(Instant from, SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(KeyText.ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            var pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] raw =
                    Arrays.copyOfRange(encoded, encoded.length - KeyText.BYTES, encoded.length);
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(raw);
            String id = HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
            var text = Base64.getUrlEncoder().withoutPadding();
            return new SigningKey(id, from, text.encodeToString(raw), text.encodeToString(seed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + KeyText.ALGORITHM, e);
        }
    }

    /** What services check with. */
    public PublicKeyEntry publicPart() {
        return new PublicKeyEntry(id, x);
    }

    /**
     * The key for {@link #sign}.
     *
     * @throws IllegalArgumentException if the public part is another key's
     */
    public PrivateKey privateKey() {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(KeyText.ALGORITHM)
                            .generatePrivate(
                                    new EdECPrivateKeySpec(
                                            NamedParameterSpec.ED25519, KeyText.bytes("d", d)));
            byte[] probe = KeyText.ALGORITHM.getBytes(StandardCharsets.US_ASCII);
            if (!publicPart().open().hasSigned(probe, sign(key, probe))) {
                throw new IllegalArgumentException("key " + id + ": x is not the public part of d");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("key " + id + ": not a key of Ed25519", e);
        }
    }

    /** Signs a text; takes some tenth of a millisecond. */
    public static byte[] sign(PrivateKey key, byte[] text) {
        try {
            var signature = Signature.getInstance(KeyText.ALGORITHM);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of Ed25519 signs every text", e);
        }
    }

    /** Says nothing of the private part. */
    @Override
    public String toString() {
        return "identity key " + id + " from " + from;
    }
}
