package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartLogTest {

    @TempDir private Path directory;

    @Test
    void remembersTheLastLinesInFull() {
        try (var log = new PartLog(directory.resolve("a.log"))) {
            for (int i = 1; i <= 100; i++) {
                write(log, "line ");
                write(log, i + "\n");
            }
            assertThat(log.lastLines())
                    .hasSizeLessThan(50)
                    .startsWith("line 86")
                    .endsWith("line 100");
        }
    }

    @Test
    void theFileAndItsPredecessorAreBounded() throws IOException {
        Path file = directory.resolve("a.log");
        try (var log = new PartLog(file, 1000)) {
            for (int i = 0; i < 100; i++) {
                write(log, "x".repeat(99) + "\n");
            }
        }
        assertThat(Files.size(file)).isBetween(1L, 1000L);
        assertThat(Files.size(directory.resolve("a.log.1"))).isBetween(1L, 1000L);
        assertThat(directory).isDirectoryNotContaining("glob:**.2");
    }

    @Test
    void goesOnWhereTheLastRunEnded() throws IOException {
        Path file = directory.resolve("a.log");
        for (String run : new String[] {"first\n", "second\n"}) {
            try (var log = new PartLog(file)) {
                write(log, run);
            }
        }
        assertThat(file).hasContent("first\nsecond\n");
    }

    @Test
    void aFileThatCannotBeWrittenLosesNothingElse() {
        try (var log = new PartLog(directory.resolve("nowhere/a.log"))) {
            write(log, "line\n");
            assertThat(log.lastLines()).containsExactly("line");
        }
    }

    private static void write(PartLog log, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        log.write(bytes, bytes.length);
    }
}
