package io.xynergy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A program that runs beside the test. */
final class Background {

    private final CompletableFuture<String> output;

    private Background(CompletableFuture<String> output) {
        this.output = output;
    }

    static Background start(List<String> words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            return new Background(CompletableFuture.supplyAsync(() -> read(process)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Process process) {
        try (var stream = process.getInputStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has printed, once it has ended. */
    String output() {
        return output.join();
    }
}
