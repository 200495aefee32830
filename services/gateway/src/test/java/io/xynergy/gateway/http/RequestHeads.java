package io.xynergy.gateway.http;

import java.nio.charset.StandardCharsets;

/** Request heads for tests, laid out in one array as a connection would have read them. */
public final class RequestHeads {

    private RequestHeads() {}

    /**
     * A head with its path normalised.
     *
     * @param fields names and values in turn
     */
    public static RequestHead of(String method, String target, String... fields) {
        StringBuilder text = new StringBuilder();
        RequestHead head = new RequestHead();
        head.methodEnd = method.length();
        head.targetStart = head.methodEnd + 1;
        head.targetEnd = head.targetStart + target.length();
        text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        int[] offsets = new int[fields.length / 2 * 5];
        for (int i = 0, at = 0; i < fields.length; i += 2) {
            offsets[at++] = text.length();
            offsets[at++] = text.append(fields[i]).length();
            offsets[at++] = text.append(": ").length();
            offsets[at++] = text.append(fields[i + 1]).length();
            offsets[at++] = text.append("\r\n").length();
        }
        byte[] bytes = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        head.fields.clear(bytes);
        for (int i = 0, at = 0; i < fields.length; i += 2, at += 5) {
            boolean host = fields[i].equalsIgnoreCase("host");
            head.fields.add(
                    FieldName.of(bytes, offsets[at], offsets[at + 1]),
                    offsets[at],
                    offsets[at + 1],
                    offsets[at + 2],
                    offsets[at + 3],
                    offsets[at + 4]);
            if (host) {
                head.hostStart = offsets[at + 2];
                head.hostEnd = hostEnd(bytes, offsets[at + 2], offsets[at + 3]);
                head.authorityEnd = offsets[at + 3];
            }
        }
        head.minorVersion = 1;
        splitTarget(head, bytes);
        return head;
    }

    private static int hostEnd(byte[] bytes, int start, int end) {
        boolean literal = start < end && bytes[start] == '[';
        int at = start;
        while (at < end && (bytes[at] != ':' || literal)) {
            if (bytes[at++] == ']') {
                return at;
            }
        }
        return at;
    }

    private static void splitTarget(RequestHead head, byte[] bytes) {
        int mark = head.targetStart;
        while (mark < head.targetEnd && bytes[mark] != '?') {
            mark++;
        }
        head.pathStart = head.targetStart;
        head.queryStart = Math.min(mark + 1, head.targetEnd);
        head.queryEnd = head.targetEnd;
        int result = PathNormalizer.normalize(bytes, head.pathStart, mark);
        if (result < 0) {
            throw new IllegalArgumentException(PathRefusal.of(result).toString());
        }
        head.pathEnd = PathNormalizer.end(result);
        head.encodedSlash = PathNormalizer.hasEncodedSlash(result);
    }
}
