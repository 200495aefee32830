package io.xynergy.kit.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Signals to a process of its own, as admins send them. */
class SignalsIT {

    private static final int ENDED_BY_TERM = 128 + 15;

    /** Serves until it is ended, and says what signals do. */
    static final class Server {

        private Server() {}

        public static void main(String[] arguments) throws InterruptedException {
            Signals.serve(
                    new Signals.Actions() {
                        @Override
                        public void reopenLogs() {
                            say("reopen");
                        }

                        @Override
                        public void reread() {
                            say("reread");
                        }

                        @Override
                        public void end() {
                            say("end");
                        }
                    });
            Signals.handle("WINCH", () -> say("winch")); // no shell ignores it for its jobs
            say("serves");
            new CountDownLatch(1).await();
        }

        private static synchronized void say(String word) {
            System.out.println(word);
            System.out.flush();
        }
    }

    /** Serves until it is ended, without log files and configuration. */
    static final class Plain {

        private Plain() {}

        public static void main(String[] arguments) throws InterruptedException {
            Signals.serve();
            Server.say("serves");
            new CountDownLatch(1).await();
        }
    }

    private static Process start(String... before) throws IOException {
        return builder(Server.class, before).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static ProcessBuilder builder(Class<?> main, String... before) {
        List<String> command = new ArrayList<>(List.of(before));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        return new ProcessBuilder(command);
    }

    private static void kill(String signal, Process process) throws Exception {
        String[] command = {"kill", "-s", signal, Long.toString(process.pid())};
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void signalsOfAdminsDoNotEndAServer() throws Exception {
        Process process = start("env", "--default-signal", "setsid");
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("serves");
            for (int i = 0; i < 3; i++) {
                kill("USR1", process);
                assertThat(output.readLine()).isEqualTo("reopen");
                kill("HUP", process);
                assertThat(output.readLine()).isEqualTo("reopen");
                assertThat(output.readLine()).isEqualTo("reread");
            }
            assertThat(process.isAlive()).isTrue();
            kill("TERM", process);
            assertThat(process.waitFor()).isEqualTo(ENDED_BY_TERM);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aServerWithoutLogFilesSaysThatNothingIsDone() throws Exception {
        Process process =
                builder(Plain.class, "env", "--default-signal", "setsid")
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertThat(lineWith("serves", output)).isNotNull();
            kill("USR1", process);
            assertThat(lineWith("SIGUSR1", output)).contains("nothing is done");
            kill("HUP", process);
            assertThat(lineWith("SIGHUP", output)).contains("nothing is done");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The next line with a word; null if the process ends before it. */
    private static @Nullable String lineWith(String word, BufferedReader output)
            throws IOException {
        String line = output.readLine();
        while (line != null && !line.contains(word)) {
            line = output.readLine();
        }
        return line;
    }

    @Test
    void hangupThatWasIgnoredAtTheStartStaysIgnored() throws Exception {
        Process process = start("env", "--default-signal", "nohup");
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("serves");
            kill("HUP", process);
            kill("USR1", process);
            assertThat(output.readLine()).isEqualTo("reopen");
            kill("WINCH", process);
            assertThat(output.readLine()).isEqualTo("winch");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
