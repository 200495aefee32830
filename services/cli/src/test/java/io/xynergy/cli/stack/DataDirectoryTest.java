package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir private Path temporary;

    @Test
    void onlyItsOwnerEntersIt() throws Exception {
        Path root = temporary.resolve("deep/data");
        try (DataDirectory data = DataDirectory.open(root)) {
            for (Path directory : new Path[] {root, data.directory("logs")}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void aSecondStackIsToldWhoHasIt() throws Exception {
        try (DataDirectory _ = DataDirectory.open(temporary.resolve("data"))) {
            String pid = Long.toString(ProcessHandle.current().pid());
            assertThatThrownBy(() -> DataDirectory.open(temporary.resolve("data")))
                    .isInstanceOf(StackException.class)
                    .hasMessageContainingAll("process " + pid, "--data");
        }
        try (DataDirectory again = DataDirectory.open(temporary.resolve("data"))) {
            assertThat(again.path("logs")).doesNotExist();
        }
    }

    @Test
    void cleaningRemovesDataAndKeepsTheRest() throws Exception {
        try (DataDirectory data = DataDirectory.open(temporary.resolve("data"))) {
            Files.writeString(data.directory("postgres").resolve("table"), "rows");
            Path program = Files.writeString(data.directory("programs").resolve("p"), "");
            Path foreign = Files.writeString(data.path("letter.txt"), "mine");
            data.clean();
            assertThat(data.path("postgres")).doesNotExist();
            assertThat(program).exists();
            assertThat(foreign).exists();
        }
    }

    @Test
    void cleaningRefusesADirectoryOfSomebodyElse() throws Exception {
        Path table = temporary.resolve("postgres");
        Files.createDirectory(table);
        Files.writeString(temporary.resolve("letter.txt"), "mine");
        try (DataDirectory data = DataDirectory.open(temporary)) {
            assertThatThrownBy(data::clean).hasMessageContaining("--clean removes nothing");
            assertThat(table).exists();
        }
    }

    @Test
    void aDirectoryOfSomebodyElseIsRefusedBeforeAnythingIsWrittenThere() throws Exception {
        Files.writeString(temporary.resolve("letter.txt"), "mine");
        assertThatThrownBy(() -> DataDirectory.requireOwn(temporary))
                .hasMessageContaining("--clean removes nothing");
        assertThat(temporary).isDirectoryContaining("glob:**/letter.txt");
        DataDirectory.requireOwn(temporary.resolve("none"));
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file)).hasMessageContaining("--data");
    }

    @Test
    void passwordsLastAndOnlyTheirOwnerReadsThem() throws IOException {
        var passwords = new Passwords(temporary, new SecureRandom());
        String password = passwords.of("crm");
        assertThat(password).hasSize(32);
        assertThat(new Passwords(temporary, new SecureRandom()).of("crm")).isEqualTo(password);
        assertThat(passwords.of("other")).isNotEqualTo(password);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(passwords.file("crm"))))
                .isEqualTo("rw-------");
    }
}
