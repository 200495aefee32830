package io.xynergy.kit.listener;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The first bytes of a connection, and what a head of HTTP/1.0 among them means in HTTP/1.1.
 *
 * <p>Such a request needs no {@code Host} (RFC 9112, 3.2), its connection ends with the response,
 * and it can neither expect nor upgrade anything (RFC 9110, 10.1.1 and 7.8). What is not plainly
 * one is left as it came, so that it is refused by whoever refuses such things.
 */
final class OldHead {

    private static final String LINE_END = "\r\n";
    private static final String VERSION = " HTTP/1.0";
    private static final String NEWER = " HTTP/1.1";

    /** As much as Helidon takes of a first line, and of a head. */
    private static final int LONGEST_LINE = 4 * 1024;

    private static final int LARGEST = LONGEST_LINE + 16 * 1024;

    private static final Set<String> LEFT_OUT =
            Set.of("connection", "keep-alive", "expect", "upgrade");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Takes bytes that came next. */
    void add(byte[] more) {
        bytes.writeBytes(more);
    }

    /** Whether it takes more bytes to know what this is, and more may be had. */
    boolean needsMore() {
        String text = text();
        if (text.indexOf('\n') < 0) {
            return bytes.size() <= LONGEST_LINE;
        }
        return isOld(text) && !text.contains(LINE_END + LINE_END) && bytes.size() <= LARGEST;
    }

    /** The bytes, translated if they are a head of HTTP/1.0. */
    byte[] translated() {
        String text = text();
        int end = text.indexOf(LINE_END + LINE_END);
        if (end < 0 || !isOld(text)) {
            return bytes.toByteArray();
        }
        List<String> lines = List.of(text.substring(0, end).split(LINE_END, -1));
        if (lines.stream().anyMatch(line -> named(line, "transfer-encoding"))) {
            return bytes.toByteArray(); // HTTP/1.0 has none
        }
        var head = new StringJoiner(LINE_END, "", text.substring(end));
        String first = lines.getFirst();
        head.add(first.substring(0, first.length() - VERSION.length()) + NEWER);
        lines.stream()
                .skip(1)
                .filter(line -> LEFT_OUT.stream().noneMatch(name -> named(line, name)))
                .forEach(head::add);
        if (lines.stream().noneMatch(line -> named(line, "host"))) {
            head.add("Host: localhost");
        }
        head.add("Connection: close");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isOld(String text) {
        int line = text.indexOf(LINE_END);
        return line >= 0 && text.substring(0, line).endsWith(VERSION);
    }

    private static boolean named(String line, String lowerCaseName) {
        return line.toLowerCase(Locale.ROOT).startsWith(lowerCaseName + ":");
    }

    private String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
