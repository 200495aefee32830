package io.xynergy.gateway.observe;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Formats access log lines into a byte array without allocating.
 *
 * <p>Bytes that are not printable ASCII come from strangers and may not be UTF-8: each shows as
 * {@code \\u00xx} with its value. Not thread safe.
 */
final class LineWriter {

    /** Longest slices that are shown; the rest is cut off. */
    static final int MAX_PATH = 2048;

    static final int MAX_ID = 128;
    static final int MAX_METHOD = 32;

    /** Names, punctuation and numbers at their longest. */
    private static final int FIXED = 512;

    /** A byte of a slice becomes at most so many. */
    private static final int MAX_ESCAPE = 6;

    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] REQUEST_ID = ascii("\",\"requestId\":\"");
    private static final byte[] CLIENT = ascii("\",\"client\":\"");
    private static final byte[] METHOD = ascii("\",\"method\":\"");
    private static final byte[] PATH = ascii("\",\"path\":\"");
    private static final byte[] PROTOCOL = ascii("\",\"protocol\":\"");
    private static final byte[] STATUS = ascii("\",\"status\":");
    private static final byte[] BYTES_IN = ascii(",\"bytesIn\":");
    private static final byte[] BYTES_OUT = ascii(",\"bytesOut\":");
    private static final byte[] DURATION = ascii(",\"durationMicros\":");
    private static final byte[] ROUTE = ascii(",\"route\":\"");
    private static final byte[] USER = ascii(",\"user\":\"");
    private static final byte[] TENANT = ascii(",\"tenant\":\"");
    private static final byte[] UPSTREAM = ascii(",\"upstream\":\"");
    private static final byte[] UPSTREAM_MICROS = ascii("\",\"upstreamMicros\":");
    private static final byte[] RETRIES = ascii(",\"retries\":");
    private static final byte[] FAILURE = ascii(",\"failure\":\"");
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

    /** Whether a byte stands for itself in a JSON string. */
    private static final boolean[] PLAIN = plain();

    private long cachedSecond = Long.MIN_VALUE;
    private byte[] cachedPrefix = new byte[0];
    private byte[] out = new byte[0];
    private int at;

    /** How long the entry's line can be at most; less than 28 KiB for any entry. */
    static int bound(AccessEntry entry) {
        int slices =
                Math.min(entry.pathEnd - entry.pathStart, MAX_PATH)
                        + Math.min(entry.requestIdEnd - entry.requestIdStart, MAX_ID)
                        + Math.min(entry.methodEnd - entry.methodStart, MAX_METHOD);
        return FIXED
                + MAX_ESCAPE * slices
                + length(entry.client)
                + length(entry.protocol)
                + length(entry.route)
                + length(entry.endpoint)
                + length(entry.failure)
                + length(entry.user)
                + length(entry.tenant);
    }

    /**
     * Writes one line at {@code position}, where {@link #bound} bytes are free; returns its end.
     */
    int write(AccessEntry entry, byte[] target, int position) {
        out = target;
        at = position;
        copy(TIME);
        time(entry.epochMillis);
        copy(REQUEST_ID);
        slice(entry.requestId, entry.requestIdStart, entry.requestIdEnd, MAX_ID);
        copy(CLIENT);
        text(entry.client);
        copy(METHOD);
        slice(entry.method, entry.methodStart, entry.methodEnd, MAX_METHOD);
        copy(PATH);
        slice(entry.path, entry.pathStart, entry.pathEnd, MAX_PATH);
        copy(PROTOCOL);
        text(entry.protocol);
        copy(STATUS);
        number(entry.status);
        copy(BYTES_IN);
        number(entry.bytesIn);
        copy(BYTES_OUT);
        number(entry.bytesOut);
        copy(DURATION);
        number(entry.durationMicros);
        outcome(entry);
        out[at++] = '}';
        out[at++] = '\n';
        return at;
    }

    private void outcome(AccessEntry entry) {
        member(ROUTE, entry.route);
        member(USER, entry.user);
        member(TENANT, entry.tenant);
        if (entry.endpoint != null) {
            copy(UPSTREAM);
            text(entry.endpoint);
            copy(UPSTREAM_MICROS);
            number(entry.upstreamMicros);
            copy(RETRIES);
            number(entry.retries);
        }
        member(FAILURE, entry.failure);
    }

    /** A member, if it has a value. */
    private void member(byte[] name, @Nullable LogText value) {
        if (value != null) {
            copy(name);
            text(value);
            out[at++] = '"';
        }
    }

    private void time(long epochMillis) {
        long second = Math.floorDiv(epochMillis, 1000L);
        if (second != cachedSecond) {
            cachedPrefix = ascii(SECOND.format(Instant.ofEpochSecond(second)));
            cachedSecond = second;
        }
        copy(cachedPrefix);
        int millis = (int) Math.floorMod(epochMillis, 1000L);
        out[at++] = (byte) ('0' + millis / 100);
        out[at++] = (byte) ('0' + millis / 10 % 10);
        out[at++] = (byte) ('0' + millis % 10);
        out[at++] = 'Z';
    }

    private void copy(byte[] bytes) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        at += bytes.length;
    }

    private static int length(@Nullable LogText text) {
        return text == null ? 0 : text.bytes.length;
    }

    private void text(@Nullable LogText text) {
        if (text != null) {
            copy(text.bytes);
        }
    }

    private void slice(byte[] bytes, int start, int end, int limit) {
        byte[] target = out;
        int position = at;
        int stop = Math.min(end, start + limit);
        for (int i = start; i < stop; i++) {
            byte b = bytes[i];
            if (PLAIN[b & 0xff]) {
                target[position++] = b;
            } else {
                position = escape(b, target, position);
            }
        }
        at = position;
    }

    private static int escape(byte b, byte[] target, int start) {
        int position = start;
        target[position++] = '\\';
        if (b == '"' || b == '\\') {
            target[position++] = b;
        } else {
            target[position++] = 'u';
            target[position++] = '0';
            target[position++] = '0';
            target[position++] = HEX[(b & 0xff) >> 4];
            target[position++] = HEX[b & 0xf];
        }
        return position;
    }

    private void number(long value) {
        if (value < 0) {
            out[at++] = '-';
        }
        // worked on as negative, so that Long.MIN_VALUE needs no case of its own
        long rest = value < 0 ? value : -value;
        int digits = 1;
        for (long power = -10; digits < 19 && rest <= power; power *= 10) {
            digits++;
        }
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        at += digits;
    }

    private static boolean[] plain() {
        var plain = new boolean[256];
        for (int b = 0x20; b < 0x7f; b++) {
            plain[b] = b != '"' && b != '\\';
        }
        return plain;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
