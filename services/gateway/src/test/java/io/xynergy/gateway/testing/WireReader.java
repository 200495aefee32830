package io.xynergy.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.x messages from a stream without forgiving anything, and keeps their exact bytes.
 *
 * <p>It shares no code with the gateway, so that both cannot be wrong in the same way.
 */
final class WireReader {

    /** Where a body's end is found. */
    enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        CLOSE
    }

    /** A body: its bytes as they came, its content, and the fields behind it. */
    record Body(byte[] raw, byte[] content, List<String> trailers) {
        static final Body EMPTY = new Body(new byte[0], new byte[0], List.of());
    }

    private final InputStream in;

    WireReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** One byte, or −1 at the end. */
    int read() throws IOException {
        return in.read();
    }

    /** Whether bytes can be read without waiting. */
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /** A head with its empty line; null when the stream ends before it. */
    @Nullable String head() throws IOException {
        String first = line();
        if (first == null) {
            return null;
        }
        var head = new StringBuilder(first);
        String line;
        do {
            line = line();
            if (line == null) {
                throw new EOFException("the stream ended within a head: " + head);
            }
            head.append(line);
        } while (!line.equals("\r\n"));
        return head.toString();
    }

    /** A line with its CR LF; null when the stream ends before it. */
    private @Nullable String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException("the stream ended within a line: " + line);
            }
            line.append((char) next);
            if (next == '\n') {
                if (line.length() < 2 || line.charAt(line.length() - 2) != '\r') {
                    throw new IOException("a line ends with LF alone: " + line);
                }
                return line.toString();
            }
        }
    }

    byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("got %d of %d bytes".formatted(bytes.length, length));
        }
        return bytes;
    }

    void skip(long length) throws IOException {
        in.skipNBytes(length);
    }

    Body body(Framing framing, int length) throws IOException {
        return switch (framing) {
            case NONE -> Body.EMPTY;
            case LENGTH -> {
                byte[] content = exactly(length);
                yield new Body(content, content, List.of());
            }
            case CHUNKED -> chunked();
            case CLOSE -> {
                byte[] content = in.readAllBytes();
                yield new Body(content, content, List.of());
            }
        };
    }

    private Body chunked() throws IOException {
        var raw = new ByteArrayOutputStream();
        var content = new ByteArrayOutputStream();
        while (true) {
            String sizeLine = lineOfBody(raw);
            String digits = sizeLine.split(";", 2)[0].strip();
            int size = Integer.parseInt(digits, 16);
            if (size == 0) {
                break;
            }
            byte[] chunk = exactly(size);
            raw.write(chunk);
            content.write(chunk);
            if (!lineOfBody(raw).equals("\r\n")) {
                throw new IOException("a chunk is longer than it said");
            }
        }
        List<String> trailers = new ArrayList<>();
        String line;
        while (!(line = lineOfBody(raw)).equals("\r\n")) {
            trailers.add(line.strip());
        }
        return new Body(raw.toByteArray(), content.toByteArray(), List.copyOf(trailers));
    }

    private String lineOfBody(ByteArrayOutputStream raw) throws IOException {
        String line = line();
        if (line == null) {
            throw new EOFException("the stream ended within a chunked body");
        }
        raw.write(line.getBytes(StandardCharsets.ISO_8859_1));
        return line;
    }

    /** The values of a field in a head, in order. */
    static List<String> values(String head, String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return lines(head).stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .toList();
    }

    /** The field lines of a head, without their CR LF. */
    static List<String> lines(String head) {
        return List.of(head.split("\r\n")).stream().skip(1).toList();
    }
}
