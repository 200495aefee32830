package io.xynergy.gateway.http;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The current time as a Date field line (RFC 9110, 5.6.7), formatted once a second. */
public final class HttpDate {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private record Line(long second, byte[] bytes) {}

    private final InstantSource clock;
    private volatile Line line = new Line(Long.MIN_VALUE, new byte[0]);

    public HttpDate(InstantSource clock) {
        this.clock = clock;
    }

    /** {@code Date: …} with its CR LF; shared, so not to be changed. */
    public byte[] line() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Line current = line;
        if (current.second != second) {
            String text =
                    "Date: " + FORMAT.format(java.time.Instant.ofEpochSecond(second)) + "\r\n";
            current = new Line(second, Ascii.bytes(text));
            line = current;
        }
        return current.bytes;
    }
}
