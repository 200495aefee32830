package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.file.FileStamp;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watch on a file that exists only here, by a clock that the test turns. */
class DiskWatchTest {

    private static final Path FILE = Path.of("/etc/policy.yaml");
    private static final Instant BEGIN = Instant.parse("2026-02-03T04:05:06Z");

    private final World world = new World();
    private final List<String> read = new ArrayList<>();
    private DiskWatch<String> watch;

    DiskWatchTest() throws IOException {
        world.write("one");
        world.turn(Duration.ofMinutes(1));
        watch = open();
    }

    /** A file, a clock and a writer. */
    private static final class World implements DiskWatch.Source<String> {

        private Duration now = Duration.ZERO;
        private Writers.Found writers = new Writers.Nobody();
        private @Nullable IOException failure;

        /** Where the stack overflows, once; empty: nowhere. */
        private String overflow = "";

        private FilesSeen seen = new FilesSeen(List.of());
        private String content = "";
        private final Deque<Runnable> whileWaiting = new ArrayDeque<>();

        void turn(Duration by) {
            now = now.plus(by);
        }

        void write(String text) {
            content = text;
            FileTime time = FileTime.from(BEGIN.plus(now));
            seen = new FilesSeen(List.of(new FileStamp(FILE, time, time, text.length(), "key")));
        }

        DiskWatch.World asSeen() {
            return new DiskWatch.World(
                    _ -> writers,
                    () -> now.toNanos(),
                    () -> BEGIN.plus(now),
                    nanos -> {
                        turn(Duration.ofNanos(nanos));
                        Runnable next = whileWaiting.poll();
                        if (next != null) {
                            next.run();
                        }
                    });
        }

        private void perhapsOverflow(String where) {
            if (overflow.equals(where)) {
                overflow = "";
                throw new StackOverflowError(where);
            }
        }

        @Override
        public FilesSeen look() throws IOException {
            perhapsOverflow("look");
            IOException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            return seen;
        }

        @Override
        public String read() {
            perhapsOverflow("read");
            return content;
        }
    }

    private DiskWatch<String> open() throws IOException {
        return DiskWatch.of(world, read::add, this::take, world.asSeen());
    }

    private void take(String text) {
        world.perhapsOverflow("take");
        read.add(text);
    }

    private void look(Duration time) {
        Duration end = world.now.plus(time);
        while (world.now.compareTo(end) < 0) {
            world.turn(DiskWatch.EVERY);
            watch.look(false);
        }
    }

    private String problem() {
        DiskWatch.Problem problem = watch.problem();
        return problem == null ? "none" : problem.text();
    }

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void halfAFileIsNotReadAtTheStart() throws IOException {
        world.write("ha");
        world.whileWaiting.add(() -> world.write("half"));
        world.whileWaiting.add(() -> world.write("half no longer"));
        read.clear();

        watch = open();

        assertThat(read).containsExactly("half no longer");
    }

    @Test
    void fileThatSomebodyWritesForTooLongIsNoBeginning() {
        world.write("half");
        world.writers = new Writers.Somebody(FILE, "7 (tee)");
        List<Integer> looks = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            world.whileWaiting.add(() -> {
                looks.add(1);
                world.write("half" + looks.size());
            });
        }
        read.clear();

        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "/etc/policy.yaml is still being written after 10 seconds,"
                                + " by process 7 (tee)");
        assertThat(read).isEmpty();
    }

    @Test
    void missingFileIsNoBeginningAtOnce() {
        world.failure = new NoSuchFileException("/etc/policy.yaml");

        assertThatThrownBy(this::open).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void editIsReadOnce() {
        world.write("two");
        look(Duration.ofSeconds(5));

        assertThat(read).containsExactly("one", "two");
        assertThat(problem()).isEqualTo("none");
    }

    @Test
    void fileThatShrinksAndGrowsAgainIsReadWhenItsWriterHasClosedIt() {
        world.writers = new Writers.Somebody(FILE, "7 (tee)");
        for (String part : List.of("", "t", "tw")) {
            world.write(part);
            look(Duration.ofSeconds(1));
        }
        world.write("two");
        look(Duration.ofSeconds(1));
        assertThat(read).containsExactly("one");

        world.writers = new Writers.Nobody();
        look(Duration.ofMillis(300));
        assertThat(read).containsExactly("one", "two");
    }

    @Test
    void longWritingIsSaidWithTheWriter() {
        world.writers = new Writers.Somebody(FILE, "7 (tee)");
        world.write("tw");
        look(Duration.ofMillis(4900));
        assertThat(problem()).isEqualTo("none");

        look(Duration.ofMillis(300));
        assertThat(problem())
                .isEqualTo(
                        "/etc/policy.yaml is open for writing by process 7 (tee);"
                                + " it is read when that has closed it");

        world.writers = new Writers.Nobody();
        look(Duration.ofMillis(300));
        assertThat(problem()).isEqualTo("none");
    }

    @Test
    void lossOfTheFileIsSaidAfterASecondAndItsReturnEndsIt() {
        world.failure = new NoSuchFileException("/etc/policy.yaml");
        look(Duration.ofSeconds(1));
        assertThat(problem()).isEqualTo("none");

        look(Duration.ofMillis(100));
        assertThat(problem()).isEqualTo("/etc/policy.yaml: no such file");
        DiskWatch.Problem first = watch.problem();
        look(Duration.ofMinutes(1));
        assertThat(watch.problem()).isSameAs(first);

        world.failure = new AccessDeniedException("/etc/policy.yaml");
        look(DiskWatch.EVERY);
        assertThat(problem()).isEqualTo("/etc/policy.yaml: permission denied");

        world.failure = null;
        look(DiskWatch.EVERY);
        assertThat(problem()).isEqualTo("none");
        assertThat(read).containsExactly("one");
    }

    @Test
    void fileThatIsGoneForAMomentIsNotWorthAWord() {
        for (int i = 0; i < 10; i++) {
            world.failure = new NoSuchFileException("/etc/policy.yaml");
            look(Duration.ofMillis(900));
            assertThat(problem()).isEqualTo("none");
            world.failure = null;
            look(DiskWatch.EVERY);
        }
    }

    /** What is nested deeply enough can do that to a reader. */
    @ParameterizedTest
    @ValueSource(strings = {"look", "read", "take"})
    void overflowOfTheStackIsSaidAndEndsNoWatch(String where) {
        world.overflow = where;
        world.write("two");
        while (!world.overflow.isEmpty()) {
            look(DiskWatch.EVERY);
        }
        assertThat(problem())
                .isEqualTo(
                        "the configuration was not taken: java.lang.StackOverflowError: " + where);

        world.write("three");
        look(Duration.ofSeconds(2));
        assertThat(read).startsWith("one").endsWith("three");
        assertThat(problem()).isEqualTo("none");
    }

    /** What threw may have been something else than the version, such as a full disk. */
    @ParameterizedTest
    @ValueSource(strings = {"look", "read", "take"})
    void versionThatWasNotTakenIsTriedAgainUntilItIs(String where) {
        world.overflow = where;
        world.write("two");
        while (!world.overflow.isEmpty()) {
            look(DiskWatch.EVERY);
        }
        assertThat(problem()).startsWith("the configuration was not taken");

        look(Duration.ofSeconds(2));

        assertThat(read).endsWith("two");
        assertThat(problem()).isEqualTo("none");
    }

    @Test
    void whoAsksNeedNotWaitUnlessSomebodyWrites() {
        world.write("two");
        watch.look(true);
        assertThat(read).containsExactly("one", "two");

        world.write("thr");
        world.writers = new Writers.Somebody(FILE, "7 (tee)");
        watch.look(true);
        assertThat(read).containsExactly("one", "two");
    }

    @Test
    void whoAsksGetsTheSameReadAgain() {
        watch.look(true);

        assertThat(read).containsExactly("one", "one");
    }
}
