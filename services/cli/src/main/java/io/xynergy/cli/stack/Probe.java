package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/**
 * Asks a server on this machine one thing, to learn whether it serves; bounded in time and size.
 */
final class Probe {

    private static final int MOST_BYTES = 64;

    private Probe() {}

    /** Whether the first bytes of the response are one of {@code expected}. */
    static boolean answers(
            InetSocketAddress address, String question, int millis, List<String> expected) {
        try (var socket = new Socket()) {
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(question.getBytes(ISO_8859_1));
            String response = firstLine(socket.getInputStream());
            return expected.stream().anyMatch(response::startsWith);
        } catch (IOException e) {
            return false;
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        int next;
        while (line.length() < MOST_BYTES && (next = in.read()) >= 0 && next != '\n') {
            line.append((char) next);
        }
        return line.toString();
    }
}
