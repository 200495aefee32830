package io.xynergy.gateway.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.observe.LogSink.Reopened;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What logrotate and people do to a log file. */
class LogFileTest {

    private final Path folder;
    private final Path path;
    private final Path moved;
    private long nanos;
    private final LogFile file;

    LogFileTest(@TempDir Path directory) throws IOException {
        folder = Files.createDirectory(directory.resolve("logs"));
        path = folder.resolve("access.log");
        moved = folder.resolve("access.log.1");
        file = LogFile.open(path, () -> nanos);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    private void write(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        file.refresh(false);
        file.write(bytes, bytes.length);
    }

    private void turn(Duration by) {
        nanos += by.toNanos();
    }

    @Test
    void fileThatWasRenamedIsMadeAnewAtTheNextLook() throws IOException {
        write("a");
        Files.move(path, moved);
        write("b");
        turn(Duration.ofMillis(100));
        write("c");

        assertThat(moved).hasContent("a\nb\n");
        assertThat(path).hasContent("c\n");
        assertThat(file.reopened().of(Reopened.DONE)).isEqualTo(1);
    }

    @Test
    void fileThatLogrotateMadeIsGoneOnWith() throws IOException {
        write("a");
        Files.move(path, moved);
        Files.writeString(path, "made\n");
        turn(Duration.ofMillis(100));
        write("b");

        assertThat(path).hasContent("made\nb\n");
    }

    @Test
    void fileThatIsAskedForIsOpenedAtOnce() throws IOException {
        write("a");
        Files.move(path, moved);
        file.refresh(true);
        write("b");

        assertThat(path).hasContent("b\n");
    }

    @Test
    void fileThatWasRemovedIsMadeAnew() throws IOException {
        write("a");
        Files.delete(path);
        turn(Duration.ofMillis(100));
        write("b");

        assertThat(path).hasContent("b\n");
    }

    @Test
    void fileThatWasCopiedAndCutShortGoesOnFromItsNewEnd() throws IOException {
        write("a");
        Files.copy(path, moved);
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        write("b");
        turn(Duration.ofMillis(100));
        write("c");

        assertThat(path).hasContent("b\nc\n");
        assertThat(file.reopened().of(Reopened.DONE)).isZero();
    }

    @Test
    void whileItCannotBeOpenedLinesGoOnToTheFileThatWasMovedAway() throws IOException {
        write("a");
        Path away = folder.resolveSibling("away");
        Files.move(folder, away);
        turn(Duration.ofMillis(100));
        write("b");
        turn(Duration.ofMillis(900));
        write("c");
        assertThat(file.reopened().of(Reopened.FAILED)).as("tries in a second").isEqualTo(1);
        turn(Duration.ofMillis(100));
        write("d");

        assertThat(file.reopened().of(Reopened.FAILED)).isEqualTo(2);
        assertThat(away.resolve("access.log")).hasContent("a\nb\nc\nd\n");

        Files.createDirectory(folder);
        turn(Duration.ofSeconds(1));
        write("e");
        assertThat(path).hasContent("e\n");
        assertThat(file.reopened().of(Reopened.DONE)).isEqualTo(1);
    }

    @Test
    void pipeInItsPlaceIsNotWaitedFor() throws Exception {
        write("a");
        Files.move(path, moved);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
        turn(Duration.ofMillis(100));
        write("b");

        assertThat(file.reopened().of(Reopened.FAILED)).isEqualTo(1);
        assertThat(moved).hasContent("a\nb\n");

        Files.delete(path);
        turn(Duration.ofSeconds(1));
        write("c");
        assertThat(path).hasContent("c\n");
    }

    @Test
    void wishThatFailedIsKept() throws IOException {
        Path away = folder.resolveSibling("away");
        Files.move(folder, away);
        file.refresh(true);
        Files.move(away, folder);
        turn(Duration.ofSeconds(1));
        write("a");

        assertThat(path).hasContent("a\n");
        assertThat(file.reopened().of(Reopened.DONE)).isEqualTo(1);
    }

    @Test
    void fileThatStaysIsNotOpenedAgain() throws IOException {
        for (int i = 0; i < 100; i++) {
            write("a");
            turn(Duration.ofMillis(100));
        }

        assertThat(file.reopened().of(Reopened.DONE)).isZero();
    }

    @Test
    void fileThatIsReplacedByARenameIsGoneOnWith() throws IOException {
        write("a");
        Path fresh = Files.writeString(folder.resolve("fresh"), "fresh\n");
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        turn(Duration.ofMillis(100));
        write("b");

        assertThat(path).hasContent("fresh\nb\n");
    }

    @Test
    void fileInAFolderThatIsNotThereIsNamed() {
        Path nowhere = folder.resolve("nowhere/access.log");

        assertThatThrownBy(() -> LogFile.open(nowhere, () -> 0))
                .isInstanceOf(IOException.class)
                .hasMessage("access log " + nowhere + ": there is no such folder");
    }

    @Test
    void folderIsNoFile() {
        assertThatThrownBy(() -> LogFile.open(folder, () -> 0))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("access log " + folder + ": ");
    }
}
