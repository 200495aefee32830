package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.Ledgers;
import io.xynergy.gateway.testing.TestKey;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import io.xynergy.policy.AuthSpec.Algorithm;
import io.xynergy.policy.compiled.Access;
import io.xynergy.policy.compiled.AuthConfig;
import io.xynergy.policy.compiled.GatewayConfig.AuthMode;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered, and what waits, by clocks that the test moves. */
final class AuthenticatorTest {

    private static final long EXPIRES = 1_800_000_600;
    private static final TestKey KEY = TestKey.of(JWSAlgorithm.ES256, "a");
    private static final AuthConfig.Issuer SETTINGS =
            new AuthConfig.Issuer(
                    "corp",
                    "https://id.example",
                    List.of("xynergy"),
                    List.of(),
                    null,
                    List.of(Algorithm.ES256),
                    new AuthConfig.Claims("sub", null, null, "scope", null),
                    List.of());

    private final CountDownLatch published = new CountDownLatch(1);
    private final CountDownLatch clockGoes = new CountDownLatch(1);
    private final Meters meters = new Meters();
    private final AuthCounters counters = new AuthCounters(meters);
    private final Buffers buffers = new Buffers(Ledgers.wide(), 1);
    private volatile Instant now = Instant.ofEpochSecond(EXPIRES - 600);
    private final AtomicLong nanos = new AtomicLong();

    private final Issuer issuer =
            new Issuer(
                    SETTINGS,
                    new IssuerKeys(
                            "corp",
                            this::fetch,
                            task -> Thread.ofVirtual().start(task),
                            nanos::get));

    private final RouteAccess access =
            new RouteAccess(AuthMode.REQUIRED, Access.NOBODY, List.of(issuer), ApiKeys.NONE);

    private final Authenticator authenticator =
            new Authenticator(() -> now, nanos::get, counters, null);

    /** One whose requests are patient, because a loaded machine is slow. */
    private Authenticator authenticator(InstantSource clock, AuthCounters counted) {
        var verifications = new Verifications(clock, nanos::get, Duration.ofMinutes(1), counted);
        return new Authenticator(clock, counted, verifications, null);
    }

    @AfterEach
    void close() {
        published.countDown();
        clockGoes.countDown();
        authenticator.close();
    }

    private KeySource.Fetched fetch() throws IOException {
        await(published);
        try {
            KeySet keys = KeySet.parse("{\"keys\":[" + KEY.publicJson() + "]}");
            return new KeySource.Fetched(keys, Duration.ofHours(1));
        } catch (ParseException e) {
            throw new IOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        Await.until("the latch opens", () -> latch.getCount() == 0);
    }

    private static String token(long expires) {
        return KEY.sign(
                "{\"iss\":\"https://id.example\",\"aud\":\"xynergy\",\"sub\":\"ann\",\"exp\":%d}"
                        .formatted(expires));
    }

    private Verdict check(String token) {
        var head = RequestHeads.of("GET", "/", "Host", "a", "Authorization", "Bearer " + token);
        return authenticator.check(head.fields(), access, buffers);
    }

    private long counted(String result) {
        String line = "xynergy_gateway_token_cache_total{result=\"" + result + "\"} ";
        return meters.page(PageFormat.PROMETHEUS)
                .lines()
                .filter(found -> found.startsWith(line))
                .mapToLong(found -> (long) Double.parseDouble(found.substring(line.length())))
                .sum();
    }

    @Test
    void aTokenIsRememberedForFiveMinutes() {
        published.countDown();
        String token = token(EXPIRES);
        Verdict first = check(token);

        assertThat(first).isInstanceOf(Principal.class);
        assertThat(check(token)).isSameAs(first);
        nanos.addAndGet(Duration.ofMinutes(5).minusSeconds(1).toNanos());
        assertThat(check(token)).isSameAs(first);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(check(token)).isInstanceOf(Principal.class).isNotSameAs(first);
        assertThat(counted("hit")).isEqualTo(2);
        assertThat(counted("miss")).isEqualTo(2);
    }

    @Test
    void aTokenIsForgottenWhenItExpires() {
        published.countDown();
        String token = token(EXPIRES);
        assertThat(check(token)).isInstanceOf(Principal.class);

        now = Instant.ofEpochSecond(EXPIRES);
        assertThat(check(token)).as("within the skew").isInstanceOf(Principal.class);
        assertThat(counted("hit")).isZero();
        now = Instant.ofEpochSecond(EXPIRES + 60);
        assertThat(check(token)).isSameAs(Refusal.of(TokenFault.EXPIRED));
    }

    @Test
    void whatIsRefusedIsNotRemembered() {
        published.countDown();

        assertThat(check(token(EXPIRES - 1000))).isSameAs(Refusal.of(TokenFault.EXPIRED));
        assertThat(check(token(EXPIRES - 1000))).isSameAs(Refusal.of(TokenFault.EXPIRED));
        assertThat(counted("miss")).isEqualTo(2);
    }

    @Test
    void aBoundedNumberWaitsForKeys() throws Exception {
        List<FutureTask<Verdict>> waiting = new ArrayList<>();
        for (int i = 0; i < Verifications.WAITING; i++) {
            waiting.add(start(token(EXPIRES + i)));
        }
        Await.until("all wait for keys", () -> gauge("tokens_waiting") == Verifications.WAITING);

        assertThat(check(token(EXPIRES)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.failure().kind().status()).isEqualTo(503));
        published.countDown();
        for (FutureTask<Verdict> verdict : waiting) {
            assertThat(verdict.get()).isInstanceOf(Principal.class);
        }
    }

    @Test
    void aBoundedNumberWaitsForAThread() throws Exception {
        published.countDown();
        Authenticator blocked =
                authenticator(
                        () -> {
                            await(clockGoes);
                            return now;
                        },
                        new AuthCounters(new Meters()));
        try (blocked) {
            int most = Runtime.getRuntime().availableProcessors() + Verifications.QUEUE;
            List<FutureTask<Verdict>> waiting = new ArrayList<>();
            // One more than there is room for. Which of them is refused does not matter. The others
            // look twice, because the keys come after the first look, and keep their places.
            for (int i = 0; i <= most; i++) {
                var task = new FutureTask<>(() -> check(blocked));
                Thread.ofVirtual().start(task);
                waiting.add(task);
            }
            Await.until("one is refused", () -> waiting.stream().anyMatch(FutureTask::isDone));

            for (FutureTask<Verdict> task : waiting) {
                if (task.isDone()) {
                    assertThat(task.get()).isSameAs(Refusal.TOO_MANY);
                }
            }
            clockGoes.countDown();
            int refused = 0;
            for (FutureTask<Verdict> task : waiting) {
                refused += task.get() == Refusal.TOO_MANY ? 1 : 0;
            }
            assertThat(refused).isEqualTo(1);
        }
    }

    private Verdict check(Authenticator other) {
        var head = RequestHeads.of("GET", "/", "Host", "a", "Authorization", "Bearer " + TOKEN);
        return other.check(head.fields(), access, buffers);
    }

    private static final String TOKEN = token(EXPIRES);

    private FutureTask<Verdict> start(String token) {
        var task = new FutureTask<>(() -> check(token));
        Thread.ofVirtual().start(task);
        return task;
    }

    private double gauge(String name) {
        String line = "xynergy_gateway_" + name + " ";
        return meters.page(PageFormat.PROMETHEUS)
                .lines()
                .filter(found -> found.startsWith(line))
                .mapToDouble(found -> Double.parseDouble(found.substring(line.length())))
                .sum();
    }
}
