package io.xynergy.gateway.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server shows: a certificate with its key, and the chain that leads from it to a root.
 *
 * <p>Files may hold the chain in any order, with the root and with certificates of others; clients
 * get it as RFC 8446, 4.4.2 has it: each certificate certifies the one before, and the root, which
 * clients have or do not trust, is left out. Of several keys the one that fits is taken.
 *
 * @param chain the server's own certificate first
 * @param hosts DNS names of the certificate in lower case, of which some may begin with {@code *.}
 */
record ServerCertificate(List<X509Certificate> chain, PrivateKey key, Set<String> hosts) {

    ServerCertificate {
        chain = List.copyOf(chain);
        hosts = Set.copyOf(hosts);
    }

    /**
     * Reads a certificate with its chain, and its key; both may be in one file.
     *
     * @throws IOException if a file cannot be read or they do not fit together, naming it
     */
    static ServerCertificate read(Path chainFile, Path keyFile) throws IOException {
        List<X509Certificate> certificates = Certificates.read(chainFile);
        List<PrivateKey> keys = PrivateKeys.read(keyFile);
        try {
            for (X509Certificate certificate : certificates) {
                for (PrivateKey key : keys) {
                    if (KeyPairs.fit(certificate.getPublicKey(), key)) {
                        return new ServerCertificate(
                                chain(certificate, certificates),
                                key,
                                CertificateNames.hosts(certificate));
                    }
                }
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException(chainFile + ": " + e.getMessage(), e);
        }
        throw new IOException(
                "%s is not the key of %s, %s"
                        .formatted(
                                keyFile,
                                certificates.size() == 1
                                        ? "the certificate in " + chainFile
                                        : "one of the certificates in " + chainFile,
                                CertificateNames.subject(certificates.getFirst())));
    }

    private static List<X509Certificate> chain(
            X509Certificate own, List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(own);
        X509Certificate issuer = issuer(own, certificates);
        while (issuer != null && !isIssuedBy(issuer, issuer) && !chain.contains(issuer)) {
            chain.add(issuer);
            issuer = issuer(issuer, certificates);
        }
        return chain;
    }

    private static @Nullable X509Certificate issuer(
            X509Certificate certificate, List<X509Certificate> among) {
        if (isIssuedBy(certificate, certificate)) {
            return null;
        }
        X509Certificate root = null;
        for (X509Certificate candidate : among) {
            if (isIssuedBy(certificate, candidate)) {
                if (!isIssuedBy(candidate, candidate)) {
                    return candidate; // a cross-signed one leads further than the root itself
                }
                root = candidate;
            }
        }
        return root;
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException _) {
            return false; // another key of the same name
        }
    }

    /** The algorithm of its key, as TLS asks for it: RSA, EC, EdDSA, RSASSA-PSS. */
    String keyType() {
        PublicKey own = chain.getFirst().getPublicKey();
        return own.getAlgorithm();
    }

    /** Until when the server's own certificate is valid. */
    Instant notAfter() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** Why it is not valid at a time; null: it is. */
    @Nullable String problem(Instant now) {
        X509Certificate own = chain.getFirst();
        if (now.isAfter(notAfter())) {
            return "expired at " + notAfter();
        }
        Instant notBefore = own.getNotBefore().toInstant();
        return now.isBefore(notBefore) ? "is not valid before " + notBefore : null;
    }

    /** Never its key. */
    @Override
    public String toString() {
        return CertificateNames.subject(chain.getFirst());
    }
}
