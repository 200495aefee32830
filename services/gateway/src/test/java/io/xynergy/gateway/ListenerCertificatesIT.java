package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.TestCertificates;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTPS listener agrees on with clients, and how its certificates are replaced. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before the tests
class ListenerCertificatesIT {

    private TestCertificates certificates;
    private GatewayFixture gateway;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        certificates = TestCertificates.make();
        gateway =
                GatewayFixture.on(Lanes.Choice.CORE)
                        .upstream(FakeUpstream.start())
                        .gateway("tls: {secret: edge, secrets: [one-ec, one-rsa, other, absent]}")
                        .file("secrets/edge/tls.crt", certificates.chain("good"))
                        .file("secrets/edge/tls.key", certificates.key("good"))
                        .file("secrets/one-ec/tls.crt", file("prime256v1-cert"))
                        .file("secrets/one-ec/tls.key", file("prime256v1"))
                        .file("secrets/one-rsa/tls.crt", file("intermediate", "rsa-cert"))
                        .file("secrets/one-rsa/tls.key", file("rsa"))
                        .file("secrets/other/tls.crt", certificates.chain("other"))
                        .file("secrets/other/tls.key", certificates.key("other"))
                        .start();
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    private static String file(String... names) throws IOException {
        var text = new StringBuilder();
        for (String name : names) {
            String path = "/certificates/" + name + ".pem";
            try (InputStream in = ListenerCertificatesIT.class.getResourceAsStream(path)) {
                byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
                text.append(new String(bytes, StandardCharsets.US_ASCII));
            }
        }
        return text.toString();
    }

    /** Shakes hands as a client that trusts everybody. */
    private SSLSession handshake(Consumer<SSLParameters> wish) throws IOException {
        try (var socket =
                (SSLSocket)
                        trusting()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", gateway.tlsPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            wish.accept(parameters);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getSession();
        }
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void ask(SSLParameters parameters, @Nullable String host) {
        if (host != null) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
    }

    private String shown(@Nullable String host) throws IOException {
        return name(handshake(parameters -> ask(parameters, host)));
    }

    private boolean isShown(String host, String name) {
        try {
            return shown(host).equals(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String name(SSLSession session) throws IOException {
        var own = (X509Certificate) session.getPeerCertificates()[0];
        return own.getSubjectX500Principal().getName();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            textBlock =
                    """
                    none,              CN=good
                    unknown.example,   CN=good
                    one.example,       CN=prime256v1
                    ONE.example,       CN=prime256v1
                    a.one.example,     CN=prime256v1
                    a.b.one.example,   CN=good
                    other.example,     CN=other
                    """)
    void theNameThatAClientAsksForChooses(@Nullable String host, String expected)
            throws IOException {
        assertThat(shown(host)).isEqualTo(expected);
    }

    @Test
    void aClientThatChecksOnlyRsaGetsTheRsaCertificateOfTheSameName() throws IOException {
        SSLSession session =
                handshake(parameters -> {
                    ask(parameters, "one.example");
                    parameters.setProtocols(new String[] {"TLSv1.2"});
                    parameters.setCipherSuites(
                            new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
                });

        assertThat(name(session)).isEqualTo("CN=rsa");
        assertThat(session.getPeerCertificates()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"
            })
    void weakCiphersAreNotSpoken(String cipher) {
        assertThatThrownBy(() ->
                        handshake(parameters -> {
                            ask(parameters, "one.example");
                            parameters.setProtocols(new String[] {"TLSv1.2"});
                            parameters.setCipherSuites(new String[] {cipher});
                        }))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("handshake_failure");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_256_GCM_SHA384",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
            })
    void ciphersWithKeysOfTheirOwnForEachConnectionAreSpoken(String cipher) throws IOException {
        SSLSession session =
                handshake(parameters -> {
                    ask(parameters, "one.example");
                    parameters.setCipherSuites(new String[] {cipher});
                });

        assertThat(session.getCipherSuite()).isEqualTo(cipher);
    }

    @Test
    void finiteFieldsAreNotSpokenInTls13Either() {
        assertThatThrownBy(() ->
                        handshake(parameters -> {
                            parameters.setProtocols(new String[] {"TLSv1.3"});
                            parameters.setNamedGroups(new String[] {"ffdhe2048"});
                        }))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("Received fatal alert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noProtocolInCommonIsSaidByItsAlert(String version) {
        assertThatThrownBy(() ->
                        handshake(parameters -> {
                            parameters.setProtocols(new String[] {version});
                            parameters.setApplicationProtocols(new String[] {"h2", "spdy/3"});
                        }))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    @ParameterizedTest
    @CsvSource({
        "http/1.1, http/1.1",
        "h2 http/1.1, http/1.1",
        "http/1.0 http/1.1, http/1.1",
        "h2 http/1.0, http/1.0",
        "'', ''"
    })
    void theProtocolInCommonIsSaid(String offered, String expected) throws IOException {
        String[] protocols = offered.isEmpty() ? new String[0] : offered.split(" ");
        try (var socket =
                (SSLSocket)
                        trusting()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", gateway.tlsPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getApplicationProtocol()).isEqualTo(expected);
        }
    }

    @Test
    void aCertificateThatIsMissingIsSaidAndKeepsNothingFromServing() throws IOException {
        assertThat(gateway.admin("/health/deep").text())
                .contains("absent: ")
                .contains("secrets/absent/tls.crt does not exist");
        assertThat(gateway.metric("xynergy_gateway_certificate_refused{secret=\"absent\"}"))
                .isOne();
        assertThat(gateway.metric("xynergy_gateway_certificate_refused{secret=\"edge\"}")).isZero();
        assertThat(gateway.metrics())
                .contains("xynergy_gateway_certificate_not_after_seconds{secret=\"absent\"} NaN");
    }

    @Test
    void aRotationThatFailsIsSeenAndTheOneInUseIsKept() throws IOException {
        Path key = gateway.folder().resolve("secrets/other/tls.key");
        String metric = "xynergy_gateway_certificate_refused{secret=\"other\"}";
        String before = Files.readString(key);
        String notAfter = notAfter("other");
        try {
            replace(key, file("ed25519"));

            gateway.awaitMetric(metric, 1);
            assertThat(gateway.admin("/health/deep").text())
                    .contains("\"DEGRADED\"")
                    .contains("other: ")
                    .contains("is not the key of");
            assertThat(shown("other.example")).isEqualTo("CN=other");
            assertThat(notAfter("other")).isEqualTo(notAfter);
        } finally {
            replace(key, before);
        }
        gateway.awaitMetric(metric, 0);
        assertThat(gateway.admin("/health/deep").text()).doesNotContain("other: ");
    }

    private String notAfter(String secret) throws IOException {
        String name = "xynergy_gateway_certificate_not_after_seconds{secret=\"" + secret + "\"} ";
        return gateway.metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static void replace(Path file, String text) throws IOException {
        Path aside = Files.writeString(file.resolveSibling("aside"), text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void theListFollowsThePolicy() throws IOException, InterruptedException {
        var builder =
                GatewayFixture.on(Lanes.Choice.CORE)
                        .upstream(FakeUpstream.start())
                        .gateway("tls: {secret: edge, secrets: [one]}")
                        .file("secrets/edge/tls.crt", certificates.chain("good"))
                        .file("secrets/edge/tls.key", certificates.key("good"))
                        .file("secrets/one/tls.crt", file("prime256v1-cert"))
                        .file("secrets/one/tls.key", file("prime256v1"))
                        .file("secrets/two/tls.crt", certificates.chain("other"))
                        .file("secrets/two/tls.key", certificates.key("other"));
        GatewayFixture shared = gateway;
        try (GatewayFixture own = builder.start()) {
            gateway = own;
            assertThat(shown("other.example")).isEqualTo("CN=good");

            own.edit(builder.yaml().replace("secrets: [one]", "secrets: [two]"));

            Await.until("the new one is shown", () -> isShown("other.example", "CN=other"));
            assertThat(shown("one.example")).isEqualTo("CN=good");
            assertThat(own.metrics())
                    .contains("certificate_not_after_seconds{secret=\"two\"}")
                    .doesNotContain("{secret=\"one\"}");
        } finally {
            gateway = shared;
        }
    }

    /** Trusts whoever it is. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] c, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] c, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
