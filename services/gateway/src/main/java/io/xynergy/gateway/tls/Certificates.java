package io.xynergy.gateway.tls;

import io.xynergy.gateway.tls.PemFile.Block;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Reads certificates in PEM and makes TLS contexts of them. */
public final class Certificates {

    private Certificates() {}

    /** A context of clients that trust whom the platform trusts. */
    public static SSLContext platformTrust() {
        try {
            return client(null);
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
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : read(authorities)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            return client(store);
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + ": " + e.getMessage(), e);
        }
    }

    /** A context of clients; null: the platform's authorities. */
    private static SSLContext client(@Nullable KeyStore authorities)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        for (TrustManager found : factory.getTrustManagers()) {
            if (found instanceof X509ExtendedTrustManager chains) {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new UpstreamVerifier(chains)}, null);
                return context;
            }
        }
        throw new GeneralSecurityException("this JVM has no verifier of certificates");
    }

    /** A context of servers. */
    static SSLContext server(NamedCertificates certificates) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {certificates}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /**
     * The certificates of a file, each once, in its order; other blocks are passed over.
     *
     * @throws IOException if the file cannot be read, holds none, or one that is damaged
     */
    static List<X509Certificate> read(Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : PemFile.read(file)) {
            byte[] content = block.content();
            switch (block.label()) {
                case "CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS" -> add(file, content, found);
                // OpenSSL puts what it trusts the certificate with behind it.
                case "TRUSTED CERTIFICATE" -> add(file, first(file, content), found);
                default -> {
                    // Keys, parameters and requests lie in one file with certificates at times.
                }
            }
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM");
        }
        return found;
    }

    private static byte[] first(Path file, byte[] content) throws IOException {
        try {
            return Der.of(content).next(Der.SEQUENCE).encoded();
        } catch (IOException e) {
            throw new IOException(file + " holds a damaged certificate: " + e.getMessage(), e);
        }
    }

    private static void add(Path file, byte[] content, List<X509Certificate> found)
            throws IOException {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (Certificate certificate :
                    factory.generateCertificates(new ByteArrayInputStream(content))) {
                if (certificate instanceof X509Certificate known && !found.contains(known)) {
                    found.add(known);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a damaged certificate: " + e.getMessage(), e);
        }
    }
}
