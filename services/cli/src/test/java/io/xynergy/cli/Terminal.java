package io.xynergy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.UUID;

/** One shell that commands are typed into: what one of them sets, the next ones know. */
final class Terminal implements AutoCloseable {

    private final String mark = "end-of-" + UUID.randomUUID();
    private final Process shell;
    private final PrintStream in;
    private final BufferedReader out;

    Terminal(Path directory) throws IOException {
        shell = new ProcessBuilder("sh").directory(directory.toFile()).start();
        in = new PrintStream(shell.getOutputStream(), true, UTF_8);
        out = shell.inputReader(UTF_8);
        in.println("exec 2>&1");
    }

    /** What a command prints on both of its outputs. */
    String type(String command) throws IOException {
        in.println(command);
        in.println("echo; echo " + mark);
        var printed = new StringBuilder();
        String line;
        while ((line = out.readLine()) != null && !line.equals(mark)) {
            printed.append(line).append('\n');
        }
        return printed.toString().strip();
    }

    @Override
    public void close() {
        in.close();
        shell.destroy();
    }
}
