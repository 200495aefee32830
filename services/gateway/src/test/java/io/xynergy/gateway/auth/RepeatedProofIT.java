package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.Proof;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request that is sent again long after it came has a proof that holds then. */
@OnBothCarriers
final class RepeatedProofIT {

    private static final String KEY =
            "k_12345678_abababababababababababababababababababababababababababababababab";
    private static final Duration HANGING = Duration.ofSeconds(156);

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-31T12:00:00Z"));
    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    RepeatedProofIT(Lanes.Choice carrier) throws IOException {
        Path keys = Files.createTempDirectory("identity").resolve("keys.json");
        SigningKey key = SigningKey.generate(Instant.EPOCH, new SecureRandom());
        Files.writeString(keys, KeyDocument.ofPrivate(List.of(key)));
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .spec("auth: {apiKeys: [{name: partner, tenant: acme}]}\n")
                        .routes(
                                """
                                - name: all
                                  match: [{path: {prefix: /}}]
                                  to: [{service: up0}]
                                  timeout: 400s
                                  retry: {attempts: 2, on: [Reset]}
                                """)
                        .options(options ->
                                options.identityKey(keys)
                                        .clock(now::get)
                                        .apiKeys(_ ->
                                                List.of(
                                                        new KeyHash(
                                                                "k_12345678",
                                                                Policies.digest(
                                                                        Ascii.bytes(KEY))))))
                        .start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private void get(String path) throws IOException {
        try (RawClient client = gateway.connect()) {
            client.send("GET %s HTTP/1.1\r\nHost: a\r\nX-Api-Key: %s\r\n\r\n".formatted(path, KEY));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    private void hang() {
        now.updateAndGet(before -> before.plus(HANGING));
    }

    /** Whether services would take what an attempt was sent with. */
    private static boolean isValid(ReceivedRequest request, Instant sent) {
        String line =
                request.lines().stream()
                        .filter(one -> one.startsWith(Proof.HEADER + ": "))
                        .findFirst()
                        .orElseThrow();
        Proof proof = (Proof) Proof.read(line.substring(Proof.HEADER.length() + 2));
        return proof.expiresSeconds() > sent.getEpochSecond();
    }

    @Test
    void aRetryHasAProofThatHolds() throws Exception {
        upstream.serve(peer -> {
            peer.request();
            if (upstream.accepted() == 1) {
                hang();
                return; // the connection ends
            }
            peer.send(FakeUpstream.OK);
        });
        get("/");
        assertThat(isValid(upstream.take(), now.get().minus(HANGING))).isTrue();
        assertThat(isValid(upstream.take(), now.get())).isTrue();
    }

    @Test
    void theReplacementOfAStaleConnectionHasAProofThatHolds() throws Exception {
        upstream.serve(peer -> {
            peer.request();
            peer.send(FakeUpstream.OK);
            if (upstream.accepted() == 1) {
                peer.request();
                hang();
            }
        });
        get("/first");
        get("/second");
        upstream.take();
        assertThat(isValid(upstream.take(), now.get().minus(HANGING))).isTrue();
        assertThat(isValid(upstream.take(), now.get())).isTrue();
    }
}
