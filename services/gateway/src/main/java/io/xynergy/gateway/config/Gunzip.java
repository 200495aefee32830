package io.xynergy.gateway.config;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952) within a bound, however well it is packed.
 *
 * <p>It is unpacked twice: first to count, so that nothing is kept of what is too large, then into
 * an array of its size. The JDK's stream does not do, as it takes anything behind the last member
 * for its end.
 */
public final class Gunzip {

    private static final int PIECE = 16 << 10;

    /** A member's magic number and its only method. */
    private static final int[] BEGINNING = {0x1f, 0x8b, 8};

    /** Bytes from the flags to the optional fields: time, extra flags, system. */
    private static final int FIXED = 6;

    private static final int HEADER_SUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final byte[] packed;
    private final byte[] into;
    private final boolean counting;
    private final int most;
    private int at;
    private int length;

    private Gunzip(byte[] packed, byte[] into, boolean counting, int most) {
        this.packed = packed;
        this.into = into;
        this.counting = counting;
        this.most = most;
    }

    /**
     * All of it, of all its members.
     *
     * @param most bytes of the result
     * @throws TooLargeException if there are more
     * @throws EOFException if it is cut short
     * @throws ZipException if it is no gzip, or something else follows it
     */
    public static byte[] unpack(byte[] packed, int most) throws IOException {
        int length = new Gunzip(packed, new byte[PIECE], true, most).members();
        byte[] unpacked = new byte[length];
        new Gunzip(packed, unpacked, false, most).members();
        return unpacked;
    }

    private int members() throws IOException {
        var inflater = new Inflater(true);
        try {
            do {
                header();
                member(inflater);
                inflater.reset();
            } while (at < packed.length);
        } finally {
            inflater.end();
        }
        return length;
    }

    private void header() throws IOException {
        int start = at;
        beginning(start);
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("not in gzip format: reserved flags");
        }
        skip(FIXED);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        if ((flags & HEADER_SUM) != 0) {
            var sum = new CRC32();
            sum.update(packed, start, at - start);
            if ((next() | next() << 8) != (sum.getValue() & 0xffff)) {
                throw new ZipException("a wrong check sum of the header");
            }
        }
    }

    private void beginning(int start) throws IOException {
        for (int expected : BEGINNING) {
            if (start == 0 && at == packed.length) {
                throw new EOFException("it is cut short");
            }
            if (at == packed.length || next() != expected) {
                throw new ZipException(
                        start == 0
                                ? "not in gzip format"
                                : "%d bytes follow its end".formatted(packed.length - start));
            }
        }
    }

    private void member(Inflater inflater) throws IOException {
        var sum = new CRC32();
        long before = length;
        inflater.setInput(packed, at, packed.length - at);
        try {
            while (!inflater.finished()) {
                piece(inflater, sum);
            }
        } catch (DataFormatException e) {
            throw new ZipException("broken data: " + e.getMessage());
        }
        at = packed.length - inflater.getRemaining();
        if (number() != sum.getValue()) {
            throw new ZipException("a wrong check sum");
        }
        if (number() != length - before) {
            throw new ZipException("a wrong length");
        }
    }

    private void piece(Inflater inflater, CRC32 sum) throws IOException, DataFormatException {
        int start = counting ? 0 : length;
        int count = inflater.inflate(into, start, into.length - start);
        if (count == 0 && !inflater.finished()) {
            throw inflater.needsDictionary()
                    ? new ZipException("broken data: a dictionary")
                    : new EOFException("it is cut short");
        }
        if (count > most - length) {
            throw new TooLargeException(most);
        }
        sum.update(into, start, count);
        length += count;
    }

    private long number() throws EOFException {
        return Integer.toUnsignedLong(next() | next() << 8 | next() << 16 | next() << 24);
    }

    private int next() throws EOFException {
        if (at >= packed.length) {
            throw new EOFException("it is cut short");
        }
        return packed[at++] & 0xff;
    }

    private void skip(int bytes) throws EOFException {
        if (bytes > packed.length - at) {
            throw new EOFException("it is cut short");
        }
        at += bytes;
    }

    private void skipText(boolean there) throws EOFException {
        int last = there ? next() : 0;
        while (last != 0) {
            last = next();
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
