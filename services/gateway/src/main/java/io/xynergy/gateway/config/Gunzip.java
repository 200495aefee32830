package io.xynergy.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip (RFC 1952) as far as its bound, however well it is packed. */
public final class Gunzip {

    private Gunzip() {}

    /**
     * All of it.
     *
     * @param most bytes of the result
     * @throws TooLargeException if there are more
     * @throws IOException if it is no gzip, or cut short
     */
    public static byte[] unpack(byte[] packed, int most) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] unpacked = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new TooLargeException(most);
            }
            return unpacked;
        }
    }

    /** It is larger than its bound when unpacked. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int most) {
            super("more than " + most + " bytes when unpacked");
        }
    }
}
