package io.xynergy.kit.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import io.xynergy.kit.testing.TestCallers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which identities a service believes, with which keys, and for how long. */
final class ProofCheckTest {

    private static final Instant BEGIN = Instant.parse("2026-01-31T12:00:00.500Z");

    @TempDir private Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger read = new AtomicInteger();
    private Meters meters = new Meters();
    private TestCallers callers;
    private ProofCheck<Integer> check;

    @BeforeEach
    void start() throws IOException {
        callers = new TestCallers(folder);
        check = check(folder);
    }

    private ProofCheck<Integer> check(Path keys) throws IOException {
        var made =
                new ProofCheck<>(
                        keys, _ -> read.incrementAndGet(), this::now, nanos::get, 64 << 20);
        meters = new Meters();
        made.publish(meters);
        return made;
    }

    private Instant now() {
        return BEGIN.plusNanos(nanos.get());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Map<String, String> ann() {
        Map<String, String> ann = new LinkedHashMap<>();
        ann.put("X-Xynergy-User", "ann@acme.example");
        ann.put("X-Xynergy-Tenant", "acme");
        ann.put("X-Xynergy-Roles", "admin,sales%20eu");
        ann.put("X-Xynergy-Scopes", "crm.read crm.write");
        ann.put("X-Xynergy-Incomplete", "roles");
        ann.put("X-Xynergy-Issuer", "corp");
        return ann;
    }

    private static IdentityBlock block(Map<String, String> headers) {
        var block = new IdentityBlock.Builder();
        Proof.SIGNED.forEach(name -> block.add(headers.getOrDefault(name, "")));
        return block.build(headers.getOrDefault(Proof.HEADER, ""));
    }

    private @Nullable ProofFault fault(Map<String, String> headers) {
        return fault(block(headers));
    }

    private @Nullable ProofFault fault(IdentityBlock block) {
        return switch (check.check(block)) {
            case ProofCheck.Result.Proven<Integer> _ -> null;
            case ProofCheck.Result.Refused<Integer>(var fault) -> fault;
        };
    }

    private Map<String, String> until(Instant expires) {
        return callers.prove(ann(), expires.getEpochSecond());
    }

    @Test
    void aProvenCallerIsReadOnceAndThenRemembered() {
        IdentityBlock block = block(callers.prove(ann(), now()));
        for (int i = 0; i < 10; i++) {
            assertThat(check.check(block)).isEqualTo(new ProofCheck.Result.Proven<>(1));
        }
        assertThat(meters.page(PageFormat.PROMETHEUS))
                .contains("xynergy_service_identity_proofs_total{result=\"verified\"} 1")
                .contains("xynergy_service_identity_proofs_total{result=\"remembered\"} 9");
    }

    @Test
    void anyChangedByteIsRefused() {
        Map<String, String> proven = callers.prove(ann(), now());
        assertThat(fault(proven)).isNull();
        proven.forEach((name, value) -> {
            for (int i = 0; i < value.length(); i++) {
                for (int bit = 0; bit < 7; bit++) {
                    var changed = new StringBuilder(value);
                    changed.setCharAt(i, (char) (value.charAt(i) ^ 1 << bit));
                    Map<String, String> other = new LinkedHashMap<>(proven);
                    other.put(name, changed.toString());
                    assertThat(fault(other)).as("%s: %s", name, changed).isNotNull();
                }
            }
        });
        assertThat(read).hasValue(1);
    }

    @Test
    void anyHeaderLessOrMoreIsRefused() {
        Map<String, String> whole = callers.prove(ann(), now());
        for (String name : ann().keySet()) {
            Map<String, String> less = new LinkedHashMap<>(whole);
            less.remove(name);
            assertThat(fault(less)).as(name).isEqualTo(ProofFault.SIGNATURE);

            Map<String, String> lacking = ann();
            lacking.remove(name);
            Map<String, String> more = callers.prove(lacking, now());
            assertThat(fault(more)).as(name).isNull();
            more.put(name, whole.get(name));
            assertThat(fault(more)).as(name).isEqualTo(ProofFault.SIGNATURE);
        }
    }

    @Test
    void valuesCannotMoveBetweenHeadersNorBetweenProofs() {
        Map<String, String> ann = callers.prove(ann(), now());
        Map<String, String> swapped = new LinkedHashMap<>(ann);
        swapped.put("X-Xynergy-User", ann.get("X-Xynergy-Tenant"));
        swapped.put("X-Xynergy-Tenant", ann.get("X-Xynergy-User"));
        assertThat(fault(swapped)).isEqualTo(ProofFault.SIGNATURE);

        Map<String, String> bob = ann();
        bob.put("X-Xynergy-User", "bob");
        bob.put(Proof.HEADER, ann.get(Proof.HEADER));
        assertThat(fault(bob)).isEqualTo(ProofFault.SIGNATURE);
    }

    @Test
    void randomChangesOfSeveralPlacesAreRefused() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        List<String> names = new ArrayList<>(callers.prove(ann(), now()).keySet());
        for (int round = 0; round < 500; round++) {
            Map<String, String> headers = callers.prove(ann(), now());
            Map<String, String> before = Map.copyOf(headers);
            for (int i = random.nextInt(3); i >= 0; i--) {
                String name = names.get(random.nextInt(names.size()));
                String value = headers.getOrDefault(name, "");
                int at = value.isEmpty() ? 0 : random.nextInt(value.length());
                char c = (char) random.nextInt(0x20, 0x100);
                headers.put(
                        name,
                        random.nextBoolean()
                                ? value.substring(0, at) + c + value.substring(at)
                                : value.substring(0, at));
            }
            if (!headers.equals(before)) {
                assertThat(fault(headers)).as("seed %d, round %d", seed, round).isNotNull();
            }
        }
    }

    @Test
    void lineEndsInValuesAreRefused() {
        Map<String, String> headers = ann();
        headers.remove("X-Xynergy-Tenant");
        headers.put("X-Xynergy-User", "ann\r\nX-Xynergy-Tenant: acme");
        assertThat(fault(callers.prove(headers, now()))).isEqualTo(ProofFault.MALFORMED);
    }

    @Test
    void clocksMayBeApartByTheSkewAndNoMore() {
        Instant second = Instant.ofEpochSecond(BEGIN.getEpochSecond());
        assertThat(fault(until(second.minusSeconds(Proof.SKEW_SECONDS))))
                .isEqualTo(ProofFault.EXPIRED);
        assertThat(fault(until(second.minusSeconds(Proof.SKEW_SECONDS - 1)))).isNull();
        long furthest = Proof.LIFE_SECONDS + Proof.SKEW_SECONDS;
        assertThat(fault(until(second.plusSeconds(furthest)))).isNull();
        assertThat(fault(until(second.plusSeconds(furthest + 1)))).isEqualTo(ProofFault.FUTURE);
    }

    @Test
    void aRememberedProofEndsWhenItsTimeIsOver() {
        Map<String, String> headers = callers.prove(ann(), now());
        assertThat(fault(headers)).isNull();
        pass(Duration.ofSeconds(Proof.LIFE_SECONDS + Proof.SKEW_SECONDS).minusMillis(501));
        assertThat(fault(headers)).isNull();
        pass(Duration.ofMillis(1));
        assertThat(fault(headers)).isEqualTo(ProofFault.EXPIRED);
        assertThat(fault(headers)).isEqualTo(ProofFault.EXPIRED);
        assertThat(read).hasValue(1);
    }

    @Test
    void aNewKeyIsFoundWithItsFirstProof() {
        SigningKey before = callers.key();
        SigningKey after = TestCallers.newKey();
        pass(Duration.ofSeconds(2));
        callers.publish(List.of(before, after));
        assertThat(fault(callers.prove(ann(), now()))).isNull();
        callers.use(after);
        assertThat(fault(callers.prove(ann(), now()))).isNull();
        callers.use(before);
        assertThat(fault(callers.prove(ann(), now()))).isNull();
    }

    @Test
    void unknownKeysDoNotHaveTheFileReadAgainAndAgain() {
        pass(Duration.ofSeconds(2));
        callers.use(TestCallers.newKey());
        assertThat(fault(callers.prove(ann(), now()))).isEqualTo(ProofFault.KEY);
        callers.publish(List.of(callers.key()));
        assertThat(fault(callers.prove(ann(), now()))).isEqualTo(ProofFault.KEY);
        pass(Duration.ofNanos(PublicKeys.PAUSE));
        assertThat(fault(callers.prove(ann(), now()))).isNull();
    }

    @Test
    void aRevokedKeyIsNotBelievedAlsoWhereItWasBefore() {
        Map<String, String> headers = callers.prove(ann(), now());
        assertThat(fault(headers)).isNull();
        callers.publish(List.of(TestCallers.newKey()));
        pass(Duration.ofNanos(PublicKeys.EVERY));
        assertThat(fault(headers)).isEqualTo(ProofFault.KEY);
    }

    @Test
    void aKeyOfTheSameIdIsAnotherKey() {
        SigningKey own = callers.key();
        SigningKey other = TestCallers.newKey();
        callers.use(new SigningKey(own.id(), other.from(), other.x(), other.d()));
        assertThat(fault(callers.prove(ann(), now()))).isEqualTo(ProofFault.SIGNATURE);
    }

    @Test
    void aFileThatBreaksLeavesTheKeysAndShowsInHealth() throws IOException {
        assertThat(check.health()).isEqualTo(CheckResult.up());
        Files.writeString(folder.resolve("keys.json"), "{\"keys\":[");
        pass(Duration.ofNanos(PublicKeys.EVERY));
        assertThat(fault(callers.prove(ann(), now()))).isNull();
        assertThat(check.health()).isInstanceOf(CheckResult.Degraded.class);
        callers.publish(List.of(callers.key()));
        assertThat(check.health()).isEqualTo(CheckResult.up());
    }

    @Test
    void keysOfAllFilesOfAFolderAreTaken() throws IOException {
        TestCallers others = new TestCallers(Files.createDirectory(folder.resolve("others")));
        Files.move(folder.resolve("others/keys.json"), folder.resolve("more.json"));
        check = check(folder);
        assertThat(fault(others.prove(ann(), now()))).isNull();
        assertThat(fault(callers.prove(ann(), now()))).isNull();
    }

    @Test
    void aKeyThatIsNoPointOfTheCurveIsRefusedAndTheKeysStay() throws IOException {
        SigningKey damaged = damaged();
        assertThatThrownBy(() -> damaged.publicPart().open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key damaged: x is not a key of Ed25519");
        assertThatThrownBy(damaged::privateKey).isInstanceOf(IllegalArgumentException.class);

        callers.publish(List.of(callers.key(), damaged));
        pass(Duration.ofNanos(PublicKeys.EVERY));
        assertThat(check.health().toString()).contains("keys.json: key damaged: x is not a key");
        assertThat(fault(callers.prove(ann(), now()))).isNull();
        assertThatThrownBy(() -> check(folder)).isInstanceOf(IOException.class);

        callers.publish(List.of(callers.key()));
        assertThat(check.health()).isEqualTo(CheckResult.up());
    }

    /** Its {@code x} is 32 bytes, and its {@code y} is 2, for which the curve has no point. */
    private SigningKey damaged() {
        SigningKey key = callers.key();
        return new SigningKey("damaged", key.from(), "Ag" + "A".repeat(41), key.d());
    }

    @Test
    void oneNameIsOneKeyInAllFilesOfAFolder() throws IOException {
        SigningKey own = callers.key();
        SigningKey other = TestCallers.newKey();
        SigningKey sameName = new SigningKey(own.id(), other.from(), other.x(), other.d());
        Path more = folder.resolve("more.json");
        Files.writeString(more, KeyDocument.ofPublic(List.of(own.publicPart())));
        check = check(folder);
        assertThat(fault(callers.prove(ann(), now()))).isNull();

        Files.writeString(more, KeyDocument.ofPublic(List.of(sameName.publicPart())));
        assertThatThrownBy(() -> check(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "more.json: kid " + own.id() + ": another file has another key");
    }

    @Test
    void aServiceDoesNotStartWithoutKeys() throws IOException {
        Path none = folder.resolve("none.json");
        assertThatThrownBy(() -> check(none)).isInstanceOf(IOException.class);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> check(empty)).hasMessageContaining(".json");
        Files.writeString(none, "{\"keys\":[]}");
        assertThatThrownBy(() -> check(none)).hasMessageContaining("none.json");
    }

    @Test
    void settingsWithoutKeysAskForThemOrForTheSwitch() {
        assertThatThrownBy(() -> new IdentitySettings(null, IdentitySettings.Check.REQUIRED))
                .hasMessageContaining("IDENTITY_CHECK=off");
    }

    @Test
    void memoryIsBoundedWhoeverComes() {
        var recent = new RecentBlocks<Integer>(64 << 10, Long.MAX_VALUE, 0);
        for (int i = 0; i < 10_000; i++) {
            Map<String, String> headers = ann();
            headers.put("X-Xynergy-User", "user" + i);
            headers.put(Proof.HEADER, "proof" + i);
            recent.put(block(headers), i, 0);
            assertThat(recent.bytes()).isBetween(0L, 64L << 10);
        }
        assertThat(recent.size()).isBetween(10, 200);
        Map<String, String> last = ann();
        last.put("X-Xynergy-User", "user9999");
        last.put(Proof.HEADER, "proof9999");
        assertThat(recent.get(block(last), 0)).isEqualTo(9999);
    }

    @Test
    void whatIsUsedAgainOutlivesWhatIsNot() {
        var recent = new RecentBlocks<String>(1 << 20, 10, 0);
        IdentityBlock used = new IdentityBlock("used", List.of());
        IdentityBlock unused = new IdentityBlock("unused", List.of());
        recent.put(used, "used", 0);
        recent.put(unused, "unused", 0);
        for (int now = 11; now < 60; now += 11) {
            assertThat(recent.get(used, now)).isEqualTo("used");
            recent.put(new IdentityBlock("other" + now, List.of()), "other", now);
        }
        assertThat(recent.get(unused, 60)).isNull();
    }

    @Test
    void linesHaveTheOrderOfTheDocument() {
        assertThat(new String(block(ann()).lines(), US_ASCII))
                .startsWith("X-Xynergy-User: ann@acme.example\r\nX-Xynergy-Tenant: acme\r\n")
                .endsWith("X-Xynergy-Incomplete: roles\r\nX-Xynergy-Issuer: corp\r\n");
    }
}
