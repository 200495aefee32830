package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestKey;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Issuers that are away, slow, broken, or have new keys. */
@OnBothCarriers
final class IssuerOutageIT {

    private static final String FETCHES =
            "xynergy_gateway_issuer_key_fetches_total{issuer=\"corp\",result=\"%s\"}";

    private static final String OVERLOADED = "xynergy_gateway_failures_total{kind=\"overloaded\"}";

    private final Lanes.Choice carrier;
    private final AuthGateway gateway;
    private final FakeIssuer issuer;
    private final String token;

    IssuerOutageIT(Lanes.Choice carrier) throws IOException {
        this.carrier = carrier;
        gateway = new AuthGateway(carrier);
        issuer = gateway.issuer;
        token = issuer.token("ann", "acme");
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private static void expectUnavailable(Response response) {
        assertThat(response.status()).as(response.text()).isEqualTo(503);
        assertThat(response.error("code")).isEqualTo("issuer_unavailable");
        assertThat(response.value("Retry-After")).isEqualTo("1");
        assertThat(response.values("WWW-Authenticate")).isEmpty();
    }

    private RawClient send(String bearer) throws IOException {
        return gateway.fixture
                .connect()
                .send("GET / HTTP/1.1\r\nHost: a\r\n" + AuthGateway.bearer(bearer) + "\r\n");
    }

    @Test
    void nobodyIsAskedBeforeATokenComes() throws IOException {
        assertThat(gateway.get("/", "").status()).isEqualTo(401);
        assertThat(gateway.ask("nonsense").status()).isEqualTo(401);

        assertThat(issuer.keyRequests()).isZero();
    }

    @Test
    void anIssuerThatIsDownAtTheStartIsWaitedFor() throws IOException {
        issuer.fail();
        expectUnavailable(gateway.ask(token));
        expectUnavailable(gateway.ask(token));

        issuer.recover();
        Await.until("the issuer is asked again", () -> status(token) == 200);
    }

    private int status(String bearer) {
        try {
            return gateway.ask(bearer).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anIssuerThatAnswersNonsenseIsAway() throws IOException {
        for (String document : List.of("", "<html>", "{\"keys\":[]}", "x".repeat(300_000))) {
            issuer.replyToKeys(_ -> FakeIssuer.json(document));
            expectUnavailable(gateway.ask(token));
        }
    }

    /** Sent on, it would be carried out, and nobody would hear of it. */
    @Test
    void aRequestWhoseTimeWentByWhileItWaitedForKeysIsNotSent() throws IOException {
        String brief = AuthGateway.ALL.replace("{name: all", "{timeout: 1ms, name: all");
        try (AuthGateway hurried = new AuthGateway(carrier, brief)) {
            hurried.issuer.replyToKeys(_ -> {
                Await.pause(Duration.ofMillis(2));
                return FakeIssuer.json(hurried.issuer.keySet());
            });

            Response response = hurried.ask(hurried.issuer.token("ann", "acme"));

            assertThat(response.status()).as(response.text()).isEqualTo(503);
            assertThat(response.error("code")).isEqualTo("overloaded");
            assertThat(hurried.fixture.metric(OVERLOADED)).isEqualTo(1);
            assertThat(hurried.upstream.accepted()).isZero();
        }
    }

    @Test
    void withoutKeysOtherRequestsGoOn() throws Exception {
        var asked = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        issuer.replyToKeys(_ -> {
            asked.countDown();
            await(goOn);
            return FakeIssuer.json(issuer.keySet());
        });
        List<RawClient> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(send(token));
        }
        await(asked);
        gateway.fixture.awaitMetric("xynergy_gateway_tokens_waiting", 3);

        assertThat(gateway.get("/", "").status()).isEqualTo(401);
        assertThat(gateway.get("/health", "").status()).isEqualTo(200);
        goOn.countDown();
        for (RawClient client : waiting) {
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(issuer.keyRequests()).isEqualTo(1);
        gateway.fixture.awaitMetric("xynergy_gateway_tokens_waiting", 0);
    }

    private static void await(CountDownLatch latch) {
        Await.until("the latch opens", () -> latch.getCount() == 0);
    }

    @Test
    void whoWaitsForKeysIsNotKeptForEver() throws IOException {
        var over = new CountDownLatch(1);
        issuer.replyToKeys(_ -> {
            await(over);
            throw new IOException("too late");
        });

        expectUnavailable(gateway.ask(token));
        over.countDown();
    }

    @Test
    void anIssuerThatGoesAwayIsNotMissedWhileItsKeysServe() throws IOException {
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        issuer.fail();

        assertThat(gateway.ask(issuer.token("bob", "acme")).status()).isEqualTo(200);
    }

    @Test
    void newKeysAreTakenWithoutAFailedRequest() throws IOException {
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        issuer.rotate(TestKey.rsa("second"));

        assertThat(gateway.ask(issuer.token("ann", "acme")).status()).isEqualTo(200);
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        assertThat(issuer.keyRequests()).isEqualTo(2);
    }

    @Test
    void keysThatNobodyHasDoNotMakeTheIssuerSuffer() throws IOException {
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        String claims =
                "{\"iss\":\"%s\",\"aud\":\"xynergy\",\"sub\":\"ann\",\"exp\":4000000000}"
                        .formatted(issuer.name());
        for (int i = 0; i < 50; i++) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"unknown-" + i + "\"}";
            assertThat(gateway.ask(issuer.key().sign(header, claims)).status()).isEqualTo(401);
        }

        assertThat(issuer.keyRequests()).isEqualTo(2);
    }

    @Test
    void whileTheIssuerIsAwayATokenByAnotherKeyMayBeGood() throws IOException {
        assertThat(gateway.ask(token).status()).isEqualTo(200);
        issuer.rotate(TestKey.rsa("second")).fail();

        expectUnavailable(gateway.ask(issuer.token("ann", "acme")));
        assertThat(gateway.ask(token).status()).isEqualTo(200);
    }

    @Test
    void deepHealthNamesTheIssuerAndWhatIsWrong() throws IOException {
        issuer.fail();
        expectUnavailable(gateway.ask(token));

        Response health = gateway.fixture.admin("/health/deep");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text())
                .contains("\"name\":\"issuer corp\",\"status\":\"DEGRADED\"")
                .contains("it has no keys")
                .doesNotContain(issuer.name());
    }

    @Test
    void deepHealthAsksAnIssuerThatNobodyAskedYet() throws IOException {
        assertThat(gateway.fixture.admin("/health/deep").text())
                .contains("\"name\":\"issuer corp\",\"status\":\"UP\"");
        assertThat(issuer.keyRequests()).isEqualTo(1);
    }

    @Test
    void fetchesAreCounted() throws IOException {
        issuer.fail();
        expectUnavailable(gateway.ask(token));
        issuer.recover();
        Await.until("keys come", () -> status(token) == 200);

        assertThat(gateway.fixture.metric(FETCHES.formatted("ok"))).isEqualTo(1);
        assertThat(gateway.fixture.metric(FETCHES.formatted("failed"))).isPositive();
        assertThat(gateway.fixture.metrics())
                .contains("xynergy_gateway_issuer_keys_age_seconds{issuer=\"corp\"}")
                .doesNotContain(issuer.name());
    }
}
