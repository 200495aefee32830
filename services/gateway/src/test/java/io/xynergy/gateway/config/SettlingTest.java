package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.file.FileStamp;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks of 50 ms at a file that others write; no clock runs here. */
class SettlingTest {

    private static final Path FILE = Path.of("/etc/policy.yaml");
    private static final Writers.Found NOBODY = new Writers.Nobody();
    private static final Writers.Found UNKNOWN = new Writers.Unknown();
    private static final Writers.Found SOMEBODY = new Writers.Somebody(FILE, "7 (cat)");
    private static final FilesSeen OLD = written(1, 100, "one");

    private Writers.Found found = NOBODY;
    private int asked;
    private long millis;
    private final Settling settling =
            new Settling(
                    _ -> {
                        asked++;
                        return found;
                    },
                    OLD);

    /** Written where it lies. */
    private static FilesSeen written(long time, long size, String key) {
        return seen(FILE, time, time, size, key);
    }

    private static FilesSeen seen(Path real, long modified, long changed, long size, String key) {
        return new FilesSeen(
                List.of(
                        new FileStamp(
                                real,
                                FileTime.fromMillis(modified),
                                FileTime.fromMillis(changed),
                                size,
                                key)));
    }

    /** How long after now a file that stays so is due; -1: not within ten minutes. */
    private long dueAfter(FilesSeen file) {
        long begin = millis;
        while (millis - begin <= 600_000) {
            boolean due = settling.isDue(file, Duration.ofMillis(millis).toNanos());
            if (due) {
                return millis - begin;
            }
            millis += 50;
        }
        return -1;
    }

    /** Looks at it for a while; it must not be due meanwhile. */
    private void look(FilesSeen file, long duration) {
        long end = millis + duration;
        while (millis < end) {
            assertThat(settling.isDue(file, Duration.ofMillis(millis).toNanos()))
                    .as("due at %d ms", millis)
                    .isFalse();
            millis += 50;
        }
    }

    @Test
    void whatIsInUseIsNeverDueAndNobodyIsAskedFor() {
        assertThat(dueAfter(OLD)).isEqualTo(-1);
        assertThat(asked).isZero();
    }

    @Test
    void editIsDueAMomentAfterItKeepsStill() {
        assertThat(dueAfter(written(2, 90, "one"))).isEqualTo(250);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 200, 1000, 60_000})
    void fileThatSomebodyWritesIsNotDueHoweverLongThePause(long pause) {
        found = SOMEBODY;
        look(written(2, 40, "one"), pause);
        look(written(3, 80, "one"), pause);
        found = NOBODY;

        assertThat(dueAfter(written(3, 80, "one"))).isBetween(0L, 250L);
    }

    @Test
    void writerIsAskedForFourTimesASecondAtMost() {
        found = SOMEBODY;
        look(written(2, 40, "one"), 10_000);

        assertThat(asked).isBetween(30, 40);
        assertThat(settling.writer()).isEqualTo(SOMEBODY);
    }

    @Test
    void eachChangeBeginsTheQuietTimeAgain() {
        for (int i = 0; i < 20; i++) {
            look(written(2 + i, 10L * i, "one"), 200);
        }

        assertThat(dueAfter(written(22, 200, "one"))).isEqualTo(250);
    }

    @Test
    void whereWritersCannotBeSeenTheQuietTimeIsLonger() {
        found = UNKNOWN;

        assertThat(dueAfter(written(2, 90, "one"))).isEqualTo(1500);
    }

    @ParameterizedTest
    @CsvSource({"0, 60", "40, 60", "110, 120"})
    void fileThatWasSeenInPartsHasToKeepStillForLongest(long first, long second) {
        found = UNKNOWN;
        look(written(2, first, "one"), 1400);

        assertThat(dueAfter(written(3, second, "one"))).isEqualTo(4000);
    }

    @Test
    void pauseOfAnUnseenWriterInASecondPartDoesNotCount() {
        found = UNKNOWN;
        look(written(2, 0, "one"), 100);
        look(written(3, 40, "one"), 3900);

        assertThat(dueAfter(written(4, 80, "one"))).isEqualTo(4000);
    }

    @Test
    void renamedFileIsDueAtTheNextLook() {
        FilesSeen renamed = seen(FILE, 5, 9, 90, "two");
        found = UNKNOWN;

        assertThat(dueAfter(renamed)).isEqualTo(50);
    }

    @Test
    void fileBehindALinkThatLeadsElsewhereIsDueAtTheNextLook() {
        found = UNKNOWN;

        assertThat(dueAfter(seen(Path.of("/etc/..2/policy.yaml"), 5, 5, 90, "two"))).isEqualTo(50);
    }

    @Test
    void newFileThatIsWrittenWhereItLiesIsNotTakenForARenamedOne() {
        found = UNKNOWN;

        assertThat(dueAfter(seen(FILE, 5, 5, 90, "two"))).isEqualTo(1500);
    }

    @Test
    void emptyFileIsNotTakenForARenamedOne() {
        found = UNKNOWN;

        assertThat(dueAfter(seen(FILE, 5, 6, 0, "two"))).isEqualTo(1500);
    }

    @Test
    void renamedFileThatSomebodyStillWritesIsNotDue() {
        found = SOMEBODY;

        look(seen(FILE, 5, 9, 90, "two"), 5000);
    }

    @Test
    void writingOnAfterTheRenameBeginsTheQuietTime() {
        found = UNKNOWN;
        assertThat(settling.isDue(seen(FILE, 5, 9, 90, "two"), 0)).isFalse();

        assertThat(dueAfter(written(10, 120, "two"))).isEqualTo(4000);
    }

    @Test
    void fileThatIsAsItWasAgainIsNotDue() {
        look(written(2, 40, "one"), 100);

        assertThat(dueAfter(OLD)).isEqualTo(-1);
        assertThat(settling.waiting(Duration.ofMillis(millis).toNanos())).isZero();
    }

    @Test
    void whatWasReadIsNotDueAgain() {
        FilesSeen next = written(2, 90, "one");
        dueAfter(next);
        settling.took(next);

        assertThat(dueAfter(next)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "249, false, false, false",
        "250, true, false, false",
        "1499, true, false, false",
        "1500, true, true, false",
        "9999, true, true, false",
        "10000, true, true, true",
        "-5000, false, false, false"
    })
    void firstFileIsJudgedByItsAge(long age, boolean nobody, boolean unknown, boolean somebody) {
        Duration since = Duration.ofMillis(age);

        assertThat(Settling.isWhole(OLD, since, _ -> NOBODY)).isEqualTo(nobody);
        assertThat(Settling.isWhole(OLD, since, _ -> UNKNOWN)).isEqualTo(unknown);
        assertThat(Settling.isWhole(OLD, since, _ -> SOMEBODY)).isEqualTo(somebody);
    }

    @Test
    void firstFileOfAMountIsWhole() {
        FilesSeen mounted = seen(Path.of("/etc/..2026_1/config.json"), 5, 5, 90, "two");

        assertThat(Settling.isWhole(mounted, Duration.ZERO, _ -> UNKNOWN)).isTrue();
    }
}
