package io.xynergy.gateway.tls;

import io.xynergy.gateway.tls.PemFile.Block;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in the forms that tools write: PKCS #8 (RFC 5958), RSA's own (PKCS #1, RFC 8017,
 * A.1.2) and that of elliptic curves (SEC 1, RFC 5915), with their parameters in the key or in a
 * block before it.
 *
 * <p>Messages say what to do; none has anything of a key in it.
 */
final class PrivateKeys {

    private static final String KEY = "PRIVATE KEY";

    private static final byte[] RSA_ALGORITHM =
            Der.element(
                    Der.SEQUENCE,
                    Der.oid("2a864886f70d010101"),
                    Der.element(Der.NULL, new byte[0]));

    private static final byte[] EC_OID = Der.oid("2a8648ce3d0201");
    private static final String EC = "1.2.840.10045.2.1";

    /** What TLS can sign with, by the identifier of the key's algorithm. */
    private static final Map<String, String> ALGORITHMS =
            Map.of(
                    "1.2.840.113549.1.1.1",
                    "RSA",
                    "1.2.840.113549.1.1.10",
                    "RSASSA-PSS",
                    EC,
                    "EC",
                    "1.3.101.112",
                    "Ed25519",
                    "1.3.101.113",
                    "Ed448");

    /** What it cannot, by name for messages. */
    private static final Map<String, String> OTHERS =
            Map.of(
                    "1.2.840.10040.4.1", "DSA",
                    "1.2.840.113549.1.3.1", "DH",
                    "1.2.840.10046.2.1", "DH",
                    "1.3.101.110", "X25519",
                    "1.3.101.111", "X448");

    private static final Map<String, String> CURVES =
            Map.of(
                    "1.2.840.10045.3.1.7", "P-256",
                    "1.3.132.0.34", "P-384",
                    "1.3.132.0.35", "P-521");

    private PrivateKeys() {}

    /**
     * All keys of a file.
     *
     * @throws IOException if there is none, or one cannot be used, saying why and naming the file
     */
    static List<PrivateKey> read(Path file) throws IOException {
        List<PrivateKey> keys = new ArrayList<>();
        byte[] parameters = null;
        for (Block block : PemFile.read(file)) {
            if (block.label().equals("EC PARAMETERS")) {
                parameters = block.content();
            } else if (block.label().endsWith(KEY)) {
                keys.add(key(file, block, parameters));
                parameters = null;
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no private key in PEM");
        }
        return keys;
    }

    private static PrivateKey key(Path file, Block block, byte @Nullable [] parameters)
            throws IOException {
        String what = "the block \"" + block.label() + "\"";
        if (block.isEncrypted()) {
            throw new IOException(
                    file
                            + ": the private key is encrypted, and there is no password for it;"
                            + " store it decrypted, as openssl pkey writes it");
        }
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> decode(block.content());
                case "RSA PRIVATE KEY" -> decode(ofRsa(block.content()));
                case "EC PRIVATE KEY" -> decode(ofCurve(block.content(), parameters));
                default ->
                        throw new IOException(
                                what
                                        + " is no form of private key that is read; convert it by"
                                        + " openssl pkey, or ssh-keygen -p -m PKCS8");
            };
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // The JDK's algorithms throw unchecked exceptions for some numbers that make no key.
            throw new IOException(file + ": " + message(e, what), e);
        }
    }

    private static String message(Exception e, String what) {
        return e instanceof IOException
                ? String.valueOf(e.getMessage())
                : what + " holds no private key that can be used: " + e.getMessage();
    }

    /** A key in the general form. */
    private static PrivateKey decode(byte[] general) throws IOException, GeneralSecurityException {
        Der info = Der.of(general).next(Der.SEQUENCE).inside();
        info.next(Der.INTEGER);
        Der algorithm = info.next(Der.SEQUENCE).inside();
        String oid = Der.dotted(algorithm.next(Der.OID).content());
        String name = ALGORITHMS.get(oid);
        if (name == null) {
            throw new IOException(
                    "a key of the kind "
                            + OTHERS.getOrDefault(oid, oid)
                            + " cannot be used for TLS; RSA, EC, Ed25519 and Ed448 can");
        }
        byte[] octets = info.next(Der.OCTETS).content();
        if (oid.equals(EC)) {
            requireCurve(algorithm);
        } else if (name.equals("RSA")) {
            requireTwoPrimes(octets);
        }
        return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(general));
    }

    private static void requireCurve(Der parameters) throws IOException {
        if (parameters.nextTag() != Der.OID) {
            throw new IOException(
                    "the key spells its curve out instead of naming it; convert it by openssl ec"
                            + " -param_enc named_curve");
        }
        String curve = Der.dotted(parameters.next().content());
        if (!CURVES.containsKey(curve)) {
            throw new IOException(
                    "the key is on the curve "
                            + curve
                            + ", which TLS does not have here; P-256, P-384 and P-521 are there");
        }
    }

    /**
     * Version 1 has more than two primes (RFC 8017, A.1.2), which the JDK does not compute with.
     */
    private static void requireTwoPrimes(byte[] rsa) throws IOException {
        byte[] version = Der.of(rsa).next(Der.SEQUENCE).inside().next(Der.INTEGER).content();
        if (version.length != 1 || version[0] != 0) {
            throw new IOException("an RSA key of more than two primes cannot be used");
        }
    }

    private static byte[] ofRsa(byte[] rsa) {
        return Der.element(Der.SEQUENCE, Der.zero(), RSA_ALGORITHM, Der.element(Der.OCTETS, rsa));
    }

    /** The curve is in the key, in a block of its own before it, or in both. */
    private static byte[] ofCurve(byte[] key, byte @Nullable [] parameters) throws IOException {
        Der fields = Der.of(key).next(Der.SEQUENCE).inside();
        fields.next(Der.INTEGER);
        fields.next(Der.OCTETS);
        byte[] curve = parameters;
        if (fields.nextTag() == Der.FIELD_0) {
            byte[] own = fields.next().content();
            if (parameters != null && !Arrays.equals(own, parameters)) {
                throw new IOException("EC PARAMETERS and the key behind them differ in the curve");
            }
            curve = own;
        }
        if (curve == null) {
            throw new IOException(
                    "the key says no curve, and there is no EC PARAMETERS before it; convert it by"
                            + " openssl pkey");
        }
        return Der.element(
                Der.SEQUENCE,
                Der.zero(),
                Der.element(Der.SEQUENCE, EC_OID, curve),
                Der.element(Der.OCTETS, key));
    }
}
