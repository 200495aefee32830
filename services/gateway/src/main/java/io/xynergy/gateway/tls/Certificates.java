package io.xynergy.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads certificates and keys in PEM and makes TLS contexts of them. */
public final class Certificates {

    /** More than any chain or bundle of authorities. */
    private static final long MAX_BYTES = 4 << 20;

    private static final char[] NO_PASSWORD = {};
    private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END ");

    /** What stands before the key in the general form: version 0, RSA, an octet string. */
    private static final byte[] RSA_PREFIX = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private Certificates() {}

    /** A context of clients that trust whom the platform trusts. */
    public static SSLContext platformTrust() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /**
     * A context of clients that trust the authorities in a file and nobody else.
     *
     * @throws IOException if the file cannot be read or holds no certificate, naming it
     */
    public static SSLContext trust(Path authorities) throws IOException {
        try {
            KeyStore store = emptyStore();
            int number = 0;
            for (Certificate certificate : certificates(authorities)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + ": " + e.getMessage(), e);
        }
    }

    /**
     * A context of servers.
     *
     * @param chain the server's certificate, then those of the authorities between it and the root
     * @param key the certificate's private key
     * @throws IOException if a file cannot be read or they do not fit together, naming it
     */
    public static SSLContext identity(Path chain, Path key) throws IOException {
        Certificate[] certificates = certificates(chain).toArray(Certificate[]::new);
        PrivateKey privateKey = privateKey(key);
        if (!privateKey.getAlgorithm().equals(certificates[0].getPublicKey().getAlgorithm())) {
            throw new IOException(key + " is not the key of the certificate in " + chain);
        }
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("server", privateKey, NO_PASSWORD, certificates);
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(chain + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try {
            var found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)));
            if (found.isEmpty()) {
                throw new IOException(file + " holds no certificate in PEM");
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no certificate in PEM: " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IOException(file + " holds no private key in PEM");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a private key that is not Base64", e);
        }
        return switch (pem.group(1)) {
            case "" -> decode(file, encoded);
            case "RSA " -> decode(file, general(encoded));
            default ->
                    throw new IOException(
                            file
                                    + " holds a key of the form \""
                                    + pem.group(1).strip()
                                    + "\": convert it by openssl pkcs8 -topk8 -nodes");
        };
    }

    private static PrivateKey decode(Path file, byte[] encoded) throws IOException {
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind)
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException _) {
                // It is of another kind.
            } catch (GeneralSecurityException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }
        throw new IOException(file + " holds a private key of a kind that is not known");
    }

    /** Wraps an RSA key (PKCS #1) into the general form (PKCS #8). */
    private static byte[] general(byte[] rsa) {
        byte[] octets = element(0x04, rsa);
        byte[] inner =
                ByteBuffer.allocate(RSA_PREFIX.length + octets.length)
                        .put(RSA_PREFIX)
                        .put(octets)
                        .array();
        return element(0x30, inner);
    }

    /**
     * One element of DER with a length of two bytes, which every RSA key needs and none exceeds.
     */
    private static byte[] element(int tag, byte[] content) {
        return ByteBuffer.allocate(content.length + 4)
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
    }
}
