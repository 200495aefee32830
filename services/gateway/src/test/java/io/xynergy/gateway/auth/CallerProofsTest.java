package io.xynergy.gateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.Await;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.Proof;
import io.xynergy.kit.identity.PublicKeyEntry;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When callers are signed, with which key, and who waits for it. */
final class CallerProofsTest {

    private static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration LIFE = Duration.ofSeconds(Proof.LIFE_SECONDS);

    @TempDir private Path folder;
    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);

    /** Whether threads that sign go on. */
    private final AtomicReference<CountDownLatch> goes =
            new AtomicReference<>(new CountDownLatch(0));

    private final SecureRandom random = new SecureRandom();
    private final SigningKey first = SigningKey.generate(BEGIN, random);
    private final Principal ann = caller("ann");
    private final Meters meters = new Meters();
    private CallerProofs proofs;

    @BeforeEach
    void start() throws IOException {
        write(first);
        proofs = CallerProofs.unwatched(file(), clock());
        proofs.publish(meters);
    }

    @AfterEach
    void close() {
        goes.get().countDown();
        proofs.close();
    }

    private Path file() {
        return folder.resolve("keys.json");
    }

    private void write(SigningKey... keys) throws IOException {
        Path whole = folder.resolve("keys.json.new");
        Files.writeString(whole, KeyDocument.ofPrivate(List.of(keys)));
        Files.move(whole, file(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Threads that sign wait at the clock until they may go on. */
    private InstantSource clock() {
        return () -> {
            if (Thread.currentThread().getName().startsWith("proofs-")) {
                Await.until("signing goes on", () -> goes.get().getCount() == 0);
            }
            return now.get();
        };
    }

    private static Principal caller(String user) {
        var claims = new Principal.Claims(user, "acme", Names.of(), Names.of());
        return new Principal("corp", claims, IdentityLines.of("corp", claims));
    }

    private Proof proof(Principal caller) {
        byte[] line = caller.proofLine();
        assertThat(line).isNotNull();
        String text = new String(line, US_ASCII);
        assertThat(text).startsWith("X-Xynergy-Proof: ").endsWith("\r\n");
        return (Proof) Proof.read(text.substring("X-Xynergy-Proof: ".length()).strip());
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private long made(String result) {
        String line = "xynergy_gateway_identity_proofs_total{result=\"" + result + "\"} ";
        return meters.page(PageFormat.PROMETHEUS)
                .lines()
                .filter(found -> found.startsWith(line))
                .mapToLong(found -> (long) Double.parseDouble(found.substring(line.length())))
                .sum();
    }

    @Test
    void theFirstRequestOfACallerWaitsForAProofThatHolds() {
        assertThat(ann.proofLine()).isNull();

        assertThat(proofs.prove(ann)).isSameAs(ann);

        Proof proof = proof(ann);
        assertThat(proof.keyId()).isEqualTo(first.id());
        assertThat(proof.expiresSeconds()).isEqualTo(BEGIN.plus(LIFE).getEpochSecond());
        byte[] text = Proof.text(proof.keyId(), proof.expiresSeconds(), ann.lines());
        PublicKeyEntry published = KeyDocument.readPublic(proofs.publicKeys()).getFirst();
        assertThat(published.open().hasSigned(text, proof.signature())).isTrue();
    }

    @Test
    void oneProofServesHalfItsLifeAndThenOneMoreIsMadeAside() {
        proofs.prove(ann);
        Proof proof = proof(ann);
        pass(LIFE.dividedBy(2).minusMillis(1));
        assertThat(proofs.prove(ann)).isSameAs(ann);
        assertThat(proof(ann)).isEqualTo(proof);
        assertThat(made("made")).isEqualTo(1);

        goes.set(new CountDownLatch(1));
        pass(Duration.ofMillis(1));
        for (int i = 0; i < 100; i++) {
            assertThat(proofs.prove(ann)).isSameAs(ann);
            assertThat(proof(ann)).isEqualTo(proof);
        }
        goes.get().countDown();
        Await.until("another proof", () -> !proof(ann).equals(proof));
        assertThat(proof(ann).expiresSeconds()).isEqualTo(now.get().plus(LIFE).getEpochSecond());
        for (int i = 0; i < 100; i++) {
            proofs.prove(ann);
        }
        assertThat(made("made")).isEqualTo(2);
    }

    @Test
    void requestsAtTheSameTimeWaitForOneProof() throws Exception {
        goes.set(new CountDownLatch(1));
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                verdicts.add(requests.submit(() -> proofs.prove(ann)));
            }
            Await.until("they wait", () -> waiting() == 50);
            goes.get().countDown();
            for (Future<Verdict> verdict : verdicts) {
                assertThat(verdict.get()).isSameAs(ann);
            }
        }
        assertThat(made("made")).isEqualTo(1);
        assertThat(waiting()).isZero();
    }

    private long waiting() {
        String line = "xynergy_gateway_identity_proofs_waiting ";
        return meters.page(PageFormat.PROMETHEUS)
                .lines()
                .filter(found -> found.startsWith(line))
                .mapToLong(found -> (long) Double.parseDouble(found.substring(line.length())))
                .sum();
    }

    @Test
    void aProofThatIsNearlyOverIsNotSent() {
        proofs.prove(ann);
        Proof proof = proof(ann);
        pass(LIFE.minusSeconds(20));
        assertThat(proofs.prove(ann)).isSameAs(ann);
        assertThat(proof(ann)).isNotEqualTo(proof);
    }

    @Test
    void aClockThatIsSetBackMakesNoProofLastLonger() {
        proofs.prove(ann);
        pass(Duration.ofHours(-1));
        assertThat(proofs.prove(ann)).isSameAs(ann);
        assertThat(proof(ann).expiresSeconds()).isEqualTo(now.get().plus(LIFE).getEpochSecond());
    }

    @Test
    void beyondTheBoundsOnlyThoseWithAProofGoOn() {
        proofs.prove(ann);
        goes.set(new CountDownLatch(1));
        pass(LIFE.dividedBy(2));
        int most = Runtime.getRuntime().availableProcessors() + CallerProofs.QUEUE;
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < most; i++) {
                Principal other = caller("user" + i);
                requests.execute(() -> proofs.prove(other));
            }
            Principal late = caller("late");
            Await.until("there is no room", () -> proofs.prove(late) == Refusal.NO_PROOF);
            assertThat(late.proofLine()).isNull();
            assertThat(proofs.prove(ann)).isSameAs(ann);
            assertThat(made("refused")).isPositive();
            goes.get().countDown();
            Await.until("there is room again", () -> proofs.prove(late) == late);
        }
    }

    @Test
    void aKeyIsUsedFromItsTimeOn() throws IOException {
        proofs.prove(ann);
        SigningKey second = SigningKey.generate(BEGIN.plusSeconds(10), random);
        write(first, second);
        proofs.keys().look();
        proofs.prove(ann);
        assertThat(proof(ann).keyId()).isEqualTo(first.id());
        assertThat(KeyDocument.readPublic(proofs.publicKeys()))
                .containsExactly(first.publicPart(), second.publicPart());

        pass(Duration.ofSeconds(10));
        proofs.keys().look();
        assertThat(proofs.prove(ann)).isSameAs(ann);
        Await.until("the new key", () -> proof(ann).keyId().equals(second.id()));
    }

    @Test
    void nothingOfAKeyThatWasTakenOutIsSent() throws IOException {
        proofs.prove(ann);
        SigningKey second = SigningKey.generate(BEGIN, random);
        write(second);
        proofs.keys().look();

        assertThat(proofs.prove(ann)).isSameAs(ann);
        assertThat(proof(ann).keyId()).isEqualTo(second.id());
    }

    @Test
    void aClockThatIsBehindAllKeysSignsWithTheFirst() throws IOException {
        SigningKey next = SigningKey.generate(BEGIN.plusSeconds(100), random);
        SigningKey later = SigningKey.generate(BEGIN.plusSeconds(200), random);
        write(later, next);
        proofs.keys().look();
        proofs.prove(ann);
        assertThat(proof(ann).keyId()).isEqualTo(next.id());
    }

    @Test
    void aFileThatBreaksLeavesTheKeys() throws IOException {
        Files.writeString(file(), "{");
        proofs.keys().look();
        assertThat(proofs.prove(ann)).isSameAs(ann);
        assertThat(proofs.health().toString()).contains("keys.json");
        Files.delete(file());
        proofs.keys().look();
        assertThat(proofs.prove(ann)).isSameAs(ann);
        assertThat(proofs.health().toString()).contains("keys.json: does not exist");
    }

    @Test
    void aDamagedKeyLeavesTheKeysUntilTheFileIsMended() throws IOException {
        write(first, damaged());
        proofs.keys().look();
        assertThat(proofs.health().toString())
                .contains("keys.json: key damaged: x is not a key of Ed25519");
        assertThat(proofs.prove(ann)).isSameAs(ann);

        SigningKey second = SigningKey.generate(BEGIN, random);
        write(second);
        proofs.keys().look();
        assertThat(proofs.health()).isEqualTo(CheckResult.up());
        proofs.prove(ann);
        assertThat(proof(ann).keyId()).isEqualTo(second.id());
    }

    /** Its {@code x} is 32 bytes, and its {@code y} is 2, for which the curve has no point. */
    private SigningKey damaged() {
        return new SigningKey("damaged", first.from(), "Ag" + "A".repeat(41), first.d());
    }

    @Test
    void aGatewayDoesNotStartWithoutKeys() throws IOException {
        Files.writeString(file(), "{\"keys\":[]}");
        assertThatThrownBy(() -> CallerProofs.open(file(), clock()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keys.json");
        write(first, damaged());
        assertThatThrownBy(() -> CallerProofs.open(file(), clock()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keys.json: key damaged");
    }
}
