package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.config.PolicyRefusedException;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestCertificates;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Upstreams that are spoken to by TLS. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class TlsUpstreamIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private TestCertificates certificates;

    @BeforeParameterizedClassInvocation
    void makeCertificates() throws IOException, InterruptedException {
        certificates =
                TestCertificates.make(
                        Map.of(
                                "localhost",
                                "",
                                "shop.example",
                                "dns:*.shop.example",
                                "address",
                                "dns:127.0.0.1"));
    }

    private GatewayFixture gateway(FakeUpstream upstream, String tls) throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(upstream)
                .file("secrets/lab/ca.crt", certificates.authority())
                .file("configs/lab/ca.crt", certificates.authority())
                .services("- {name: up0, url: \"%s\", tls: {%s}}".formatted(upstream.url(), tls))
                .start();
    }

    private FakeUpstream upstream(String certificate, String... protocols) throws IOException {
        return FakeUpstream.secured(
                certificates.server(certificate), request -> FakeUpstream.OK, protocols);
    }

    private void expectMistrust(String certificate, String tls) throws IOException {
        try (GatewayFixture gateway = gateway(upstream(certificate), tls)) {
            Response response = gateway.connect().send(GET).read();

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.error("code")).isEqualTo("upstream_tls");
        }
    }

    @Test
    void requestsShareAConnectionOfTls13() throws IOException {
        FakeUpstream upstream = upstream("good", "TLSv1.3");
        try (GatewayFixture gateway = gateway(upstream, "ca: {secret: lab}")) {
            RawClient client = gateway.connect();
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(GET).read().text()).isEqualTo("ok");
            }
            assertThat(upstream.accepted()).isOne();
        }
    }

    @Test
    void requestsShareAConnectionOfTls12() throws IOException {
        FakeUpstream upstream = upstream("good", "TLSv1.2");
        try (GatewayFixture gateway = gateway(upstream, "ca: {config: lab}")) {
            RawClient client = gateway.connect();
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(GET).read().text()).isEqualTo("ok");
            }
            assertThat(upstream.accepted()).isOne();
        }
    }

    @Test
    void bigBodiesPassBothWays() throws IOException {
        byte[] body = new byte[5_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31 >> 7);
        }
        var upstream =
                FakeUpstream.secured(
                        certificates.server("good"),
                        request ->
                                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
                                                .formatted(request.body().length)
                                        + new String(request.body(), StandardCharsets.ISO_8859_1));
        try (GatewayFixture gateway = gateway(upstream, "ca: {secret: lab}")) {
            RawClient client = gateway.connect();
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
                            .formatted(body.length));
            client.send(body);

            assertThat(Arrays.equals(client.read().body(), body)).isTrue();
        }
    }

    @Test
    void anotherHostsCertificateIsRefused() throws IOException {
        expectMistrust("other", "ca: {secret: lab}");
    }

    @Test
    void serverNameSaysWhomTheCertificateHasToName() throws IOException {
        try (GatewayFixture gateway =
                gateway(upstream("other"), "ca: {secret: lab}, serverName: other.example")) {
            assertThat(gateway.connect().send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void aCommonNameAloneNamesNobody() throws IOException {
        expectMistrust("localhost", "ca: {secret: lab}");
        expectMistrust("localhost", "ca: {secret: lab}, serverName: localhost");
    }

    @Test
    void aWildcardStandsForOneLabel() throws IOException {
        try (GatewayFixture gateway =
                gateway(
                        upstream("shop.example"),
                        "ca: {secret: lab}, serverName: a.shop.example")) {
            assertThat(gateway.connect().send(GET).read().status()).isEqualTo(200);
        }
        expectMistrust("shop.example", "ca: {secret: lab}, serverName: a.b.shop.example");
        expectMistrust("shop.example", "ca: {secret: lab}, serverName: shop.example");
    }

    @Test
    void anAddressAsADnsNameNamesNobody() throws IOException {
        expectMistrust("address", "ca: {secret: lab}, serverName: 127.0.0.1");
    }

    @Test
    void anAddressIsNamedAsAnAddress() throws IOException {
        try (GatewayFixture gateway =
                gateway(upstream("good"), "ca: {secret: lab}, serverName: 127.0.0.1")) {
            assertThat(gateway.connect().send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void aDotAtTheEndOfAHostChangesNothing() throws IOException {
        try (GatewayFixture gateway =
                gateway(upstream("other"), "ca: {secret: lab}, serverName: other.example.")) {
            assertThat(gateway.connect().send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void weakCiphersOfAnUpstreamAreNotSpoken() throws IOException {
        var upstream =
                FakeUpstream.secured(
                        certificates.server("good"),
                        request -> FakeUpstream.OK,
                        socket ->
                                socket.setEnabledCipherSuites(
                                        new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"}));
        try (GatewayFixture gateway = gateway(upstream, "ca: {secret: lab}")) {
            assertThat(gateway.connect().send(GET).read().error("code")).isEqualTo("upstream_tls");
        }
    }

    @Test
    void anAuthorityThatIsNotTrustedIsRefused() throws IOException {
        expectMistrust("good", "serverName: localhost");
    }

    @Test
    void anExpiredCertificateIsRefused() throws IOException {
        expectMistrust("expired", "ca: {secret: lab}");
    }

    @Test
    void anUpstreamWithoutTlsIsRefused() throws IOException {
        FakeUpstream plain = FakeUpstream.start();
        var fixture =
                GatewayFixture.on(carrier)
                        .upstream(plain)
                        .services("- {name: up0, url: \"https://localhost:" + plain.port() + "\"}");
        try (GatewayFixture gateway = fixture.start()) {
            Response response = gateway.connect().send(GET).read();

            assertThat(response.error("code")).isEqualTo("upstream_tls");
        }
    }

    @Test
    void anResponseThatEndsWithoutCloseNotifyIsBrokenOff() throws IOException {
        FakeUpstream upstream = upstream("good");
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\nhalf of it");
            peer.cutOff();
        });
        try (GatewayFixture gateway = gateway(upstream, "ca: {secret: lab}")) {
            RawClient client = gateway.connect().send(GET);

            assertThat(client.readHead()).contains("chunked");
            assertThat(client.readText(15)).isEqualTo("a\r\nhalf of it\r\n");
            client.awaitEnd();
        }
    }

    @Test
    void aMissingAuthorityIsNamed() {
        assertThatThrownBy(
                        () -> {
                            FakeUpstream upstream = FakeUpstream.start();
                            try (upstream) {
                                gateway(upstream("good"), "ca: {secret: nobody}").close();
                            }
                        })
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("spec.services[0].tls.ca.secret")
                .hasMessageContaining("secrets/nobody/ca.crt does not exist");
    }

    @Test
    void http2ToUpstreamsIsRefusedByName() {
        var fixture =
                GatewayFixture.on(carrier).services("- {name: up0, url: \"h2c://localhost:1\"}");

        assertThatThrownBy(() -> fixture.start())
                .isInstanceOf(PolicyRefusedException.class)
                .hasMessageContaining("spec.services[0].url")
                .hasMessageContaining("not spoken");
    }
}
