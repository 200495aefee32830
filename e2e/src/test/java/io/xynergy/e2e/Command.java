package io.xynergy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program and how it ended. */
record Command(List<String> words, int code, String output) {

    private static final int MOST_SECONDS = 300;

    /** Runs it to its end, with {@code input} as its standard input. */
    static Command run(List<String> words, String input) {
        try {
            Path in = Files.createTempFile("e2e", ".in");
            Path out = Files.createTempFile("e2e", ".out");
            try {
                Files.writeString(in, input);
                Process process =
                        new ProcessBuilder(words)
                                .redirectInput(in.toFile())
                                .redirectOutput(out.toFile())
                                .redirectErrorStream(true)
                                .start();
                if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    process.waitFor();
                }
                String output = Files.readString(out, StandardCharsets.UTF_8);
                return new Command(words, process.exitValue(), output);
            } finally {
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The output of a program that must succeed. */
    String orFail() {
        if (code != 0) {
            throw new AssertionError(
                    String.join(" ", words) + ": exit code " + code + "\n" + output);
        }
        return output;
    }
}
