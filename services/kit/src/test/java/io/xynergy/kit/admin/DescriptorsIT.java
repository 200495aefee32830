package io.xynergy.kit.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DescriptorsIT {

    private static final String REQUEST =
            "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    @Test
    @Timeout(60)
    void runningOutOfDescriptorsDoesNotEndTheListener() throws IOException {
        Process process = start();
        try (BufferedReader output = process.inputReader();
                OutputStream input = process.getOutputStream()) {
            int port = Integer.parseInt(output.readLine());
            assertThat(health(port)).startsWith("HTTP/1.1 200 ");

            command(input);
            assertThat(output.readLine()).isEqualTo("full");
            try (var unserved = new Socket(InetAddress.getLoopbackAddress(), port)) {
                untilRefused(port);
                command(input);
                assertThat(output.readLine()).isEqualTo("free");
                assertThat(unserved.isConnected()).isTrue();
            }

            assertThat(untilHealthy(port)).startsWith("HTTP/1.1 200 ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 200; exec \"$0\" -cp \"$1\" "
                                + DescriptorHogMain.class.getName(),
                        java,
                        System.getProperty("java.class.path"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void command(OutputStream input) throws IOException {
        input.write('\n');
        input.flush();
    }

    /** Waits until the accept loop has met the lack of descriptors. */
    private static void untilRefused(int port) throws IOException {
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            } catch (ConnectException _) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static String untilHealthy(int port) {
        while (true) {
            try {
                return health(port);
            } catch (IOException _) {
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static String health(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
