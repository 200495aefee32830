package io.xynergy.operator.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A class of the tests in a JVM of its own, with the standard input and output to talk to it; it
 * ends with this JVM at the latest, when its input does.
 */
public final class Child implements AutoCloseable {

    /** What the lines begin with that are meant for the test. */
    public static final String MARK = "@ ";

    private final Process process;
    private final LinkedBlockingQueue<String> responses = new LinkedBlockingQueue<>(1000);

    private Child(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /** Starts one. */
    public static Child start(
            Class<?> main, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new Child(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith(MARK)) {
                    System.out.println("child " + process.pid() + ": " + line);
                } else if (!responses.offer(line.substring(MARK.length()))) {
                    throw new IllegalStateException("nobody takes what the child says");
                }
            }
        } catch (IOException _) {
            // it ended
        }
    }

    /** The next line that it says to the test. */
    public String response() {
        try {
            String response = responses.poll(60, TimeUnit.SECONDS);
            if (response == null) {
                throw new AssertionError("the child says nothing");
            }
            return response;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Sends an empty line, and gives back what it answers. */
    public String ask() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return response();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it in the middle of whatever it does; what is sent to it waits. */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int code =
                    new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (code != 0) {
                throw new AssertionError("kill " + signal + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends it at once, without a word. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Waits for its end and gives back its exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the child does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** In the child: answers each line until the input ends. */
    public static void serve(Supplier<String> response) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            System.out.println(MARK + response.get());
        }
    }
}
