package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestCertificates;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that come by HTTPS. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class TlsListenerIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Kinds of records; TLS 1.3 hides that of an alert. */
    private static final int ALERT = 21;

    private static final int HIDDEN_KIND = 23;

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private TestCertificates certificates;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException, InterruptedException {
        certificates = TestCertificates.make();
        upstream = FakeUpstream.start();
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .gateway("tls: {secret: edge}")
                        .file("secrets/edge/tls.crt", certificates.chain("good"))
                        .file("secrets/edge/tls.key", certificates.key("good"))
                        .timeouts(ClientTimeouts.defaults().head(Duration.ofSeconds(1)))
                        .start();
    }

    @BeforeEach
    void reset() throws IOException {
        gateway.reset();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    private RawClient connect(String... protocols) throws IOException {
        return gateway.connect(certificates.client(), protocols);
    }

    @Test
    void aConnectionServesRequestAfterRequest() throws IOException, InterruptedException {
        RawClient client = connect("TLSv1.3");
        for (int i = 0; i < 10; i++) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
            assertThat(upstream.take().head()).contains("X-Forwarded-Proto: https");
        }
        assertThat(upstream.accepted()).isOne();
    }

    @Test
    void tls12IsSpoken() throws IOException {
        assertThat(connect("TLSv1.2").send(GET).read().text()).isEqualTo("ok");
    }

    @Test
    void bigBodiesPassBothWays() throws IOException {
        byte[] body = new byte[5_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31 >> 7);
        }
        upstream.reply(request ->
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(request.body().length)
                        + new String(request.body(), StandardCharsets.ISO_8859_1));
        RawClient client = connect();
        client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n".formatted(body.length));
        client.send(body);

        assertThat(Arrays.equals(client.read().body(), body)).isTrue();
    }

    @Test
    void chunkedRequestsAndPipelinesPass() throws IOException {
        RawClient client = connect();
        client.send(
                "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n0\r\n\r\n"
                        + GET);

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.untaken()).hasSize(2);
    }

    @Test
    void smugglingIsRefused() throws IOException {
        RawClient client = connect();
        client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        client.expectRefusal(400);
    }

    @Test
    void aClientThatEndsItsSideGetsItsResponse() throws IOException {
        RawClient client = connect("TLSv1.3");
        client.send(GET).endOutput();

        assertThat(client.read().text()).isEqualTo("ok");
        client.expectEnd();
    }

    /** A client may take an end without it for an attack that cuts the response off. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatSaysItClosesIsToldSoToo(String protocol) throws IOException {
        try (Socket raw = new Socket("localhost", gateway.tlsPort());
                var socket =
                        (SSLSocket)
                                certificates
                                        .client()
                                        .getSocketFactory()
                                        .createSocket(raw, "localhost", raw.getPort(), false);
                RawClient client = RawClient.over(socket)) {
            socket.setEnabledProtocols(new String[] {protocol});
            assertThat(client.send(GET).read().status()).isEqualTo(200);

            client.endOutput();

            byte[] last = raw.getInputStream().readAllBytes(); // past TLS, which hides what lacks
            int kind = protocol.equals("TLSv1.2") ? ALERT : HIDDEN_KIND;
            assertThat(last).as("one record").startsWith(kind, 3, 3, 0, last.length - 5);
        }
    }

    @Test
    void closeEndsTheConnectionInGoodOrder() throws IOException {
        RawClient client = connect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        client.expectEnd(); // an end without close_notify would be an exception
    }

    @Test
    void aSlowHeadIsAnsweredAndClosed() throws IOException {
        RawClient client = connect();
        client.send("GET / HTTP/1.1\r\nHo");

        client.expectRefusal(408);
    }

    @Test
    void aHandshakeThatStallsIsEnded() throws IOException {
        try (RawClient silent = RawClient.connect(gateway.tlsPort());
                RawClient stalled = RawClient.connect(gateway.tlsPort())) {
            stalled.send(new byte[] {22, 3, 1, 2, 0, 1});

            stalled.awaitEnd();
            silent.awaitEnd();
        }
    }

    @Test
    void plainHttpIsToldSo() throws IOException {
        try (RawClient client = RawClient.connect(gateway.tlsPort())) {
            Response response = client.send(GET).read();

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains("HTTPS");
        }
    }

    @Test
    void garbageInTheHandshakeIsRefused() throws IOException {
        try (RawClient client = RawClient.connect(gateway.tlsPort())) {
            byte[] garbage = new byte[600];
            Arrays.fill(garbage, (byte) 7);
            garbage[0] = 22;
            garbage[1] = 3;
            garbage[2] = 3;
            garbage[3] = 1;
            garbage[4] = 0;
            client.send(garbage);

            client.awaitEnd();
        }
    }

    @Test
    void anUntrustingClientLeavesNothingBehind() {
        assertThatThrownBy(() -> gateway.connect(SSLContext.getDefault()))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void curlAgrees() throws IOException, InterruptedException {
        Path authority =
                Files.writeString(gateway.folder().resolve("ca.pem"), certificates.authority());
        Process curl =
                new ProcessBuilder(
                                "curl",
                                "-sS",
                                "--cacert",
                                authority.toString(),
                                "https://localhost:" + gateway.tlsPort() + "/")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo("ok");
    }

    @Test
    void aCertificateThatChangesOnDiskIsShownToNewConnections() throws IOException {
        RawClient old = connect();
        assertThat(old.send(GET).read().status()).isEqualTo(200);
        Path secret = gateway.folder().resolve("secrets/edge");
        try {
            replace(secret, "other");

            Await.until(
                    "the other host's certificate is shown",
                    () -> {
                        try (RawClient client = connectBriefly()) {
                            return client == null;
                        } catch (IOException e) {
                            return true;
                        }
                    });
            assertThat(old.send(GET).read().status()).isEqualTo(200);
        } finally {
            replace(secret, "good");
        }
        Await.until(
                "the right certificate is shown again",
                () -> {
                    try (RawClient client = connectBriefly()) {
                        return client != null;
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    private void replace(Path secret, String certificate) throws IOException {
        Files.writeString(secret.resolve("tls.key"), certificates.key(certificate));
        Files.writeString(secret.resolve("tls.crt"), certificates.chain(certificate));
    }

    /** A connection whose client checks the host; null when it does not like what it is shown. */
    private @Nullable RawClient connectBriefly() throws IOException {
        var socket =
                (SSLSocket)
                        certificates
                                .client()
                                .getSocketFactory()
                                .createSocket("localhost", gateway.tlsPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return RawClient.over(socket);
        } catch (SSLException e) {
            socket.close();
            return null;
        }
    }

    @Test
    void aMissingCertificateIsNamed() throws IOException {
        FakeUpstream other = FakeUpstream.start();
        try (other) {
            var fixture =
                    GatewayFixture.on(carrier).upstream(other).gateway("tls: {secret: nobody}");

            assertThatThrownBy(() -> fixture.start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("secrets/nobody/tls.crt does not exist");
        }
    }
}
