package io.xynergy.crm.paging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class CursorsTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final UUID ID = UUID.fromString("01a21400-a14d-767a-9d98-eb6fbe7e02bc");
    private static final Position POSITION = new Position('L', "zoe muller", ID);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final Map<Integer, SecretKey> stored = new HashMap<>(Map.of(1, key("one")));
    private int current = 1;
    private boolean away;
    private final Cursors cursors = new Cursors(new CursorKeys(this::read, nanos::get), now::get);

    private SigningKeys read() {
        reads.incrementAndGet();
        if (away) {
            throw new IllegalStateException("away");
        }
        return new SigningKeys(current, stored);
    }

    private static SecretKey key(String text) {
        return new SecretKeySpec(text.repeat(16).getBytes(UTF_8), "HmacSHA256");
    }

    private void isTaken(String cursor) {
        assertThat(cursors.read(cursor, 7)).isEqualTo(new Cursors.Reading.Valid(POSITION));
    }

    private void isRefused(String cursor, long fingerprint, String reason) {
        assertThat(cursors.read(cursor, fingerprint))
                .isInstanceOfSatisfying(
                        Cursors.Reading.Refused.class,
                        refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void anyPositionComesBackAsItWas() {
        long seed = System.nanoTime();
        System.out.println("CursorsTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            String key =
                    random.ints(random.nextInt(50), 0, Character.MAX_CODE_POINT + 1)
                            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
            var position =
                    new Position(
                            (char) ('A' + random.nextInt(26)),
                            key,
                            new UUID(random.nextLong(), random.nextLong()));
            long fingerprint = random.nextLong();
            String cursor = cursors.write(position, fingerprint);
            assertThat(cursor).matches("[A-Za-z0-9_-]+");
            assertThat(cursors.read(cursor, fingerprint))
                    .isEqualTo(new Cursors.Reading.Valid(position));
        }
    }

    @Test
    void noBitOfACursorCanBeChanged() {
        String cursor = cursors.write(POSITION, 7);
        byte[] bytes = Base64.getUrlDecoder().decode(cursor);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] forged = bytes.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            isRefused(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(forged),
                    7,
                    "not a cursor");
        }
    }

    @Test
    void whatIsNoCursorIsRefused() {
        for (String text : new String[] {"", "A", "x!", "AQ", "A".repeat(3000), "A".repeat(9000)}) {
            isRefused(text, 7, "not a cursor");
        }
        isRefused(cursors.write(POSITION, 7) + "AAAA", 7, "not a cursor");
    }

    @Test
    void aCursorOfAnotherQueryIsRefused() {
        isRefused(cursors.write(POSITION, 7), 8, "another tenant");
        assertThat(Cursors.fingerprint("a")).isNotEqualTo(Cursors.fingerprint("b"));
    }

    @Test
    void aCursorIsGoodForADay() {
        String cursor = cursors.write(POSITION, 7);
        now.set(NOON.plus(Duration.ofHours(24)));
        isTaken(cursor);
        now.set(NOON.plus(Duration.ofHours(24)).plusSeconds(1));
        isRefused(cursor, 7, "older than 24 hours");
        now.set(NOON.minusSeconds(60)); // another replica's clock
        isTaken(cursor);
        now.set(NOON.minusSeconds(61));
        isRefused(cursor, 7, "older");
    }

    @Test
    void cursorsOutliveAChangeOfKeysUntilTheOldKeyGoes() {
        String old = cursors.write(POSITION, 7);
        stored.put(2, key("two"));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        isTaken(old);
        current = 2;
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        String fresh = cursors.write(POSITION, 7);
        stored.remove(1);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        isTaken(fresh);
        isRefused(old, 7, "not a cursor");
    }

    @Test
    void keysAreReadOnceAMinuteAndKeptWhileTheSourceIsAway() {
        String cursor = cursors.write(POSITION, 7);
        isTaken(cursor);
        assertThat(reads.get()).isEqualTo(1);
        away = true;
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        isTaken(cursor);
        assertThat(reads.get()).isEqualTo(2);
    }

    @Test
    void withoutAnyKeysTheSourcesFailureIsPassedOn() {
        away = true;
        assertThatThrownBy(() -> cursors.write(POSITION, 7)).hasMessage("away");
        away = false;
        isTaken(cursors.write(POSITION, 7));
    }
}
