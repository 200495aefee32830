package io.xynergy.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and certificates that it issued, made by the JDK's keytool for one test class. */
public final class TestCertificates {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String AUTHORITY = "authority";

    private final KeyStore store;

    private TestCertificates(KeyStore store) {
        this.store = store;
    }

    /**
     * Makes an authority and the certificates {@code good} (localhost and 127.0.0.1), {@code other}
     * (other.example) and {@code expired} (localhost, until last week).
     */
    public static TestCertificates make() throws IOException, InterruptedException {
        return make(Map.of());
    }

    /**
     * Makes more certificates beside these.
     *
     * @param more subjectAltName by common name; an empty one is left out
     */
    public static TestCertificates make(Map<String, String> more)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("certificates");
        Path file = folder.resolve("store.p12");
        try {
            keytool(file, AUTHORITY, "-ext", "bc:critical");
            String local = "san=dns:localhost,ip:127.0.0.1";
            keytool(file, "good", "-signer", AUTHORITY, "-ext", local);
            keytool(file, "other", "-signer", AUTHORITY, "-ext", "san=dns:other.example");
            keytool(file, "expired", "-signer", AUTHORITY, "-ext", local, "-startdate", "-10d");
            for (Map.Entry<String, String> one : more.entrySet()) {
                String san = one.getValue().isEmpty() ? "bc=ca:false" : "san=" + one.getValue();
                keytool(file, one.getKey(), "-signer", AUTHORITY, "-ext", san);
            }
            try (InputStream in = Files.newInputStream(file)) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(in, PASSWORD);
                return new TestCertificates(store);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static void keytool(Path file, String alias, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
        command.addAll(List.of("-dname", "CN=" + alias, "-validity", "3"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", "changeit"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException(new String(output, StandardCharsets.UTF_8));
        }
    }

    /** The authority's certificate in PEM. */
    public String authority() {
        try {
            return pem("CERTIFICATE", store.getCertificate(AUTHORITY).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate with its chain in PEM. */
    public String chain(String alias) {
        try {
            var text = new StringBuilder();
            for (Certificate certificate : store.getCertificateChain(alias)) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return text.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate's private key in PEM. */
    public String key(String alias) {
        return pem("PRIVATE KEY", privateKey(alias).getEncoded());
    }

    private Key privateKey(String alias) {
        try {
            return store.getKey(alias, PASSWORD);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] encoded) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, lines);
    }

    /** A context of servers that show a certificate. */
    public SSLContext server(String alias) {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, PASSWORD);
            own.setKeyEntry(alias, privateKey(alias), PASSWORD, store.getCertificateChain(alias));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A context of clients that trust the authority. */
    public SSLContext client() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, PASSWORD);
            trusted.setCertificateEntry(AUTHORITY, store.getCertificate(AUTHORITY));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
