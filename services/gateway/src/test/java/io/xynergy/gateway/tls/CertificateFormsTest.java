package io.xynergy.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Certificates and keys in the forms that tools write. The files are OpenSSL's, by the script
 * {@code make} beside them; a text in a row is a line of files that follow each other.
 */
class CertificateFormsTest {

    private static final String CHAIN = "prime256v1-cert intermediate";
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    @TempDir private Path folder = Path.of("");

    /** A file after the others, as it is. */
    private static byte[] file(String names) throws IOException {
        var text = new java.io.ByteArrayOutputStream();
        for (String name : names.split(" ")) {
            String path = "/certificates/" + name + ".pem";
            try (InputStream in = CertificateFormsTest.class.getResourceAsStream(path)) {
                text.write(Objects.requireNonNull(in, path).readAllBytes());
            }
        }
        return text.toByteArray();
    }

    private static String text(String names) throws IOException {
        return new String(file(names), StandardCharsets.ISO_8859_1);
    }

    private ServerCertificate read(byte[] chain, byte[] key) throws IOException {
        return ServerCertificate.read(
                Files.write(folder.resolve("tls.crt"), chain),
                Files.write(folder.resolve("tls.key"), key));
    }

    private ServerCertificate read(String chain, String key) throws IOException {
        return read(
                chain.getBytes(StandardCharsets.ISO_8859_1),
                key.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void expectChain(ServerCertificate found, String own) {
        assertThat(found.chain())
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .containsExactly("CN=" + own, "CN=Test Intermediate");
        assertThat(found.hosts()).containsExactlyInAnyOrder("one.example", "*.one.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # what writes it                        | chain                              | key                        | kind
                    cert-manager and Vault, RSA, PKCS #1    | rsa-cert intermediate              | rsa                        | RSA
                    OpenSSL 3 and Vault pkcs8, RSA          | rsa-cert intermediate              | rsa-pkcs8                  | RSA
                    OpenSSL genpkey RSA-PSS                 | pss-cert intermediate              | pss                        | RSASSA-PSS
                    OpenSSL genpkey RSA-PSS for SHA-384     | pss384-cert intermediate           | pss384                     | RSASSA-PSS
                    cert-manager, lego, step: SEC 1         | prime256v1-cert intermediate       | prime256v1                 | EC
                    acme.sh and openssl ecparam -genkey     | prime256v1-cert intermediate       | prime256v1-parameters      | EC
                    OpenSSL 3 and cert-manager PKCS8, EC    | prime256v1-cert intermediate       | prime256v1-pkcs8           | EC
                    SEC 1, P-384                            | secp384r1-cert intermediate        | secp384r1                  | EC
                    SEC 1, P-521                            | secp521r1-cert intermediate        | secp521r1                  | EC
                    Ed25519                                 | ed25519-cert intermediate          | ed25519                    | EdDSA
                    Ed448                                   | ed448-cert intermediate            | ed448                      | EdDSA
                    openssl -text                           | prime256v1-cert-text intermediate  | prime256v1-text            | EC
                    openssl pkcs12 -nodes, with attributes  | prime256v1-bag                     | prime256v1-bag             | EC
                    openssl x509 -trustout                  | prime256v1-cert-trusted intermediate | prime256v1               | EC
                    openssl crl2pkcs7                       | prime256v1-cert-pkcs7              | prime256v1                 | EC
                    HAProxy and Vault pem_bundle: one file  | prime256v1 prime256v1-cert intermediate | prime256v1 prime256v1-cert intermediate | EC
                    with the root                           | prime256v1-cert intermediate root  | prime256v1                 | EC
                    the root first                          | root intermediate prime256v1-cert  | prime256v1                 | EC
                    a certificate twice, and a stranger     | intermediate prime256v1-cert stranger prime256v1-cert intermediate | prime256v1 | EC
                    several keys, the right one last        | prime256v1-cert intermediate       | other rsa prime256v1       | EC
                    certificates of several keys            | rsa-cert prime256v1-cert intermediate | prime256v1              | EC
                    """)
    void areRead(String tool, String chain, String key, String kind) throws IOException {
        ServerCertificate found = read(file(chain), file(key));

        expectChain(found, key.contains("prime256v1") ? "prime256v1" : key.replace("-pkcs8", ""));
        assertThat(found.keyType()).as(tool).isEqualTo(kind);
        assertThat(KeyPairsFit.of(found)).isTrue();
    }

    /** The private key does sign what the certificate verifies. */
    private static final class KeyPairsFit {
        static boolean of(ServerCertificate found) {
            try {
                return KeyPairs.fit(found.chain().getFirst().getPublicKey(), found.key());
            } catch (java.security.GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aCurveOnlyInTheParametersCounts() throws IOException {
        String parameters = text("prime256v1-parameters");
        int key = parameters.indexOf("-----BEGIN EC PRIVATE KEY");
        String bare = parameters.substring(0, key) + withoutCurve();

        expectChain(read(text(CHAIN), bare), "prime256v1");
    }

    /** The EC key of the files without its optional fields. */
    private static String withoutCurve() throws IOException {
        String base64 =
                text("prime256v1")
                        .lines()
                        .filter(line -> !line.startsWith("-"))
                        .reduce("", (a, b) -> a + b);
        Der fields = Der.of(Base64.getDecoder().decode(base64)).next(Der.SEQUENCE).inside();
        byte[] bare =
                Der.element(
                        Der.SEQUENCE,
                        fields.next(Der.INTEGER).encoded(),
                        fields.next(Der.OCTETS).encoded());
        return "-----BEGIN EC PRIVATE KEY-----\n%s\n-----END EC PRIVATE KEY-----\n"
                .formatted(Base64.getEncoder().encodeToString(bare));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"prime256v1", "prime256v1-parameters", "prime256v1-text", "rsa", "ed25519"})
    void endsOfLinesMarksAndSpacesDoNotMatter(String key) throws IOException {
        String own = key.startsWith("prime") ? "prime256v1" : key;
        String chain = text(own + "-cert intermediate");
        String text = text(key);

        expectChain(read(chain.replace("\n", "\r\n"), text.replace("\n", "\r\n")), own);
        expectChain(read(chain.replace("\n", "\r"), text.replace("\n", "\r")), own);
        expectChain(read(chain.stripTrailing(), text.stripTrailing()), own);
        expectChain(read(chain.replace("\n", " \n"), text.replace("\n", " \n")), own);
        expectChain(read(chain.indent(4), text.indent(4)), own);
        expectChain(read(joined(MARK, chain), joined(MARK, text)), own);
        expectChain(read("\n\n# ours\n" + chain + "\nend", "subject=x\n" + text + "\n\n"), own);
    }

    private static byte[] joined(byte[] mark, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(mark, mark.length + bytes.length);
        System.arraycopy(bytes, 0, all, mark.length, bytes.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rsa-cert        | encrypted-pkcs1   | the private key is encrypted
                    prime256v1-cert | encrypted-pkcs8   | the private key is encrypted
                    prime256v1-cert | encrypted-sec1    | the private key is encrypted
                    prime256v1-cert | explicit-sec1     | the key spells its curve out instead of naming it
                    prime256v1-cert | explicit-pkcs8    | the key spells its curve out instead of naming it
                    prime256v1-cert | secp256k1         | the curve 1.3.132.0.10, which TLS does not have here
                    prime256v1-cert | brainpool         | the curve 1.3.36.3.3.2.8.1.1.7, which TLS does not have here
                    prime256v1-cert | x25519            | a key of the kind X25519 cannot be used for TLS
                    prime256v1-cert | dsa               | a key of the kind DSA cannot be used for TLS
                    rsa-cert        | three-primes      | an RSA key of more than two primes cannot be used
                    prime256v1-cert | prime256v1-cert   | holds no private key in PEM
                    prime256v1      | prime256v1        | holds no certificate in PEM
                    prime256v1-cert | other             | tls.key is not the key of the certificate in
                    rsa-cert        | other             | tls.key is not the key of the certificate in
                    secp384r1-cert  | other             | tls.key is not the key of the certificate in
                    intermediate root | prime256v1      | tls.key is not the key of one of the certificates in
                    """)
    void areRefusedByName(String chain, String key, String why) throws IOException {
        byte[] certificates = file(chain);
        byte[] secret = file(key);

        assertThatThrownBy(() -> read(certificates, secret))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ``                                                          | it is empty
                    nothing                                                     | holds nothing in PEM
                    -----BEGIN PRIVATE KEY-----\\nMIIB                          | the block that begins in line 1 has no end
                    \\n\\n-----BEGIN PRIVATE KEY-----\\nMIIB\\n-----END CERTIFICATE----- | the block that begins in line 3 has no end
                    -----BEGIN PRIVATE KEY-----\\nM_IB\\n-----END PRIVATE KEY----- | the block "PRIVATE KEY" is not Base64
                    -----BEGIN PRIVATE KEY-----\\n-----END PRIVATE KEY-----     | an element is cut off
                    -----BEGIN PRIVATE KEY-----\\nMIIB\\n-----END PRIVATE KEY----- | an element is cut off
                    -----BEGIN OPENSSH PRIVATE KEY-----\\nMIIB\\n-----END OPENSSH PRIVATE KEY----- | is no form of private key that is read
                    -----BEGIN DSA PRIVATE KEY-----\\nMIIB\\n-----END DSA PRIVATE KEY----- | is no form of private key that is read
                    """)
    void damageIsNamed(String key, String why) throws IOException {
        String written = key.equals("``") ? "" : key.replace("\\n", "\n");
        String chain = text(CHAIN);

        assertThatThrownBy(() -> read(chain, written))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tls.key")
                .hasMessageContaining(why);
    }

    /** Each of them could be read for ever, or waited for. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "folder", "pipe", "link"})
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsNoFileIsRefusedAtOnce(String name) throws IOException, InterruptedException {
        Path place = folder.resolve(name);
        switch (name) {
            case "folder" -> Files.createDirectory(place);
            case "pipe" -> makePipe(place);
            case "link" -> Files.createSymbolicLink(place, makePipe(folder.resolve("behind")));
            default -> assertThat(place).exists();
        }
        Path chain = Files.write(folder.resolve("tls.crt"), file(CHAIN));

        assertThatThrownBy(() -> ServerCertificate.read(chain, place))
                .isInstanceOf(IOException.class)
                .hasMessage(place + " is not a regular file");
    }

    private static Path makePipe(Path place) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", place.toString()).start().waitFor()).isZero();
        return place;
    }

    @Test
    void filesOfAnySizeAreNotRead() throws IOException {
        byte[] largest = Arrays.copyOf(file(CHAIN), 4 << 20);
        byte[] larger = Arrays.copyOf(largest, largest.length + 1);
        byte[] key = file("prime256v1");

        expectChain(read(largest, key), "prime256v1");
        assertThatThrownBy(() -> read(larger, key))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("tls.crt") + " is larger than 4194304 bytes");
    }

    @Test
    void aCurveThatNothingNamesIsRefused() throws IOException {
        String bare = withoutCurve();
        String chain = text(CHAIN);

        assertThatThrownBy(() -> read(chain, bare))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the key says no curve");
    }

    @Test
    void parametersOfAnotherCurveAreRefused() throws IOException {
        String parameters = text("prime256v1-parameters");
        String block = parameters.substring(0, parameters.indexOf("-----BEGIN EC PRIVATE KEY"));
        String key = block + text("secp384r1");
        String chain = text("secp384r1-cert");

        assertThatThrownBy(() -> read(chain, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("differ in the curve");
    }

    @Test
    void otherEncodingsAreNamed() throws IOException {
        byte[] utf16 = text("prime256v1").getBytes(StandardCharsets.UTF_16);
        byte[] der = ServerCertificateDer.of(read(text(CHAIN), text("prime256v1")));
        byte[] chain = file(CHAIN);

        assertThatThrownBy(() -> read(chain, utf16)).hasMessageContaining("it is UTF-16");
        assertThatThrownBy(() -> read(der, utf16)).hasMessageContaining("it is DER or PKCS #12");
    }

    /** A certificate without PEM around it. */
    private static final class ServerCertificateDer {
        static byte[] of(ServerCertificate found) {
            try {
                X509Certificate own = found.chain().getFirst();
                return own.getEncoded();
            } catch (java.security.cert.CertificateEncodingException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Whatever becomes of a file, it is read or refused as a file, and no message quotes a key. */
    @Test
    void damagedFilesAreRefusedAndNeverQuoted() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] chain = file(CHAIN);
        for (String name : new String[] {"prime256v1-parameters", "rsa", "prime256v1-pkcs8"}) {
            byte[] key = file(name);
            for (int i = 0; i < 400; i++) {
                byte[] damaged = damage(key, random);
                String secret = secretPart(damaged);
                try {
                    read(chain, damaged);
                } catch (IOException e) {
                    assertThat(String.valueOf(e.getMessage()))
                            .as("seed %d, %s, round %d", seed, name, i)
                            .contains(folder.toString())
                            .doesNotContain(secret);
                }
            }
        }
    }

    private static byte[] damage(byte[] file, Random random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(file, random.nextInt(file.length));
        }
        byte[] damaged = file.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String plausible = "ABCabc019+/=\n-: ";
            damaged[random.nextInt(damaged.length)] =
                    (byte) plausible.charAt(random.nextInt(plausible.length()));
        }
        return damaged;
    }

    /** A line of Base64 in the middle. */
    private static String secretPart(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        return text.lines()
                .filter(line -> line.length() >= 40 && !line.contains("-----"))
                .findFirst()
                .orElse("no key is there");
    }
}
