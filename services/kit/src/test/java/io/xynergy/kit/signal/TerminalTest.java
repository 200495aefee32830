package io.xynergy.kit.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {

    @Test
    void terminalIsGoneWhenItWasThereAndIsNotAnyMore(@TempDir Path folder) throws IOException {
        Path device = Files.createFile(folder.resolve("tty"));
        Terminal terminal = Terminal.at(device.toString());
        assertThat(terminal.isGone()).isFalse();

        Files.delete(device);
        assertThat(terminal.isGone()).isTrue();
    }

    @Test
    void processWithoutATerminalCannotLoseIt(@TempDir Path folder) throws IOException {
        Path device = folder.resolve("tty");
        Terminal terminal = Terminal.at(device.toString());
        assertThat(terminal.isGone()).isFalse();

        Files.createFile(device);
        assertThat(terminal.isGone()).isFalse();
    }
}
