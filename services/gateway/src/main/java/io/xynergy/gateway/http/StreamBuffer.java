package io.xynergy.gateway.http;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A direct buffer through which a body streams, with room around the data for chunk framing.
 *
 * <p>Direct, so that the bytes go from socket to socket without another copy; framed in place, so
 * that a chunk leaves in one write. Lent until it is closed.
 */
public final class StreamBuffer implements AutoCloseable {

    /** Room before the data: 16 hexadecimal digits would not fit a chunk, 8 do, then CR LF. */
    private static final int FRONT = 16;

    /** Room behind the data: CR LF, and the last chunk {@code 0 CR LF CR LF}. */
    private static final int BACK = 16;

    /** For streams that flow: few system calls for many bytes. */
    static final int LARGE = 64 * 1024;

    /** For streams that stand still with a buffer in their hand, while memory is short. */
    static final int SMALL = 8 * 1024;

    private final int data;
    private final Consumer<StreamBuffer> lender;
    private final ByteBuffer bytes;
    private int rawEnd = FRONT;
    private int size;

    StreamBuffer(int data, Consumer<StreamBuffer> lender) {
        this.data = data;
        this.lender = lender;
        this.bytes = ByteBuffer.allocateDirect(FRONT + data + BACK);
    }

    boolean isLarge() {
        return data == LARGE;
    }

    /** Gives it back to who lent it. */
    @Override
    public void close() {
        lender.accept(this);
    }

    /** Frees its memory; it is used no more. */
    void dropped() {
        DirectMemory.free(bytes);
    }

    /** How many bytes of body lie in the buffer. */
    public int size() {
        return size;
    }

    /**
     * Reads some of a body, waiting for at least one raw byte.
     *
     * @return how many bytes of body are in the buffer: 0 when only framing came
     */
    public int fill(Transport transport, BodyDecoder decoder) throws IOException {
        int room = decoder.readAhead(data);
        bytes.limit(FRONT + room).position(FRONT);
        int read = transport.fill(bytes);
        if (read < 0) {
            decoder.end();
            size = decoder.decode(bytes, FRONT, FRONT);
            rawEnd = FRONT;
            return size;
        }
        rawEnd = FRONT + read;
        size = decoder.decode(bytes, FRONT, rawEnd);
        return size;
    }

    /**
     * Takes some of a body from bytes that were read before.
     *
     * @return how many raw bytes belonged to the body; what is left belongs to the next message
     */
    int fill(byte[] source, int from, int to, BodyDecoder decoder) throws BadBodyException {
        int taken = Math.min(data, to - from);
        bytes.clear().put(FRONT, source, from, taken);
        size = decoder.decode(bytes, FRONT, FRONT + taken);
        rawEnd = decoder.rawEnd();
        return rawEnd - FRONT;
    }

    /** Whether anything lay behind the end of the body in the last fill. */
    public boolean hasExcess(BodyDecoder decoder) {
        return rawEnd > decoder.rawEnd();
    }

    /** What lay behind the end of the body in the last fill: the beginning of the next message. */
    public byte[] excess(BodyDecoder decoder) {
        byte[] excess = new byte[Math.max(0, rawEnd - decoder.rawEnd())];
        bytes.get(decoder.rawEnd(), excess);
        return excess;
    }

    /** Writes the data as it is. */
    public void write(Transport transport) throws IOException {
        if (size > 0) {
            bytes.limit(FRONT + size).position(FRONT);
            transport.write(bytes);
        }
    }

    /** Writes the data as one chunk, with the last chunk behind it if {@code last}. */
    public void writeChunk(Transport transport, boolean last) throws IOException {
        int start = FRONT;
        int end = FRONT + size;
        bytes.clear(); // the framing goes beyond the room that the last fill had
        if (size > 0) {
            bytes.put(--start, (byte) '\n');
            bytes.put(--start, (byte) '\r');
            for (int rest = size; rest > 0; rest >>>= 4) {
                bytes.put(--start, (byte) Character.forDigit(rest & 15, 16));
            }
            bytes.put(end++, (byte) '\r').put(end++, (byte) '\n');
        }
        if (last) {
            bytes.put(end++, (byte) '0');
            bytes.put(end++, (byte) '\r').put(end++, (byte) '\n');
            bytes.put(end++, (byte) '\r').put(end++, (byte) '\n');
        }
        if (end > start) {
            bytes.limit(end).position(start);
            transport.write(bytes);
        }
    }

    /** Reads bytes that nobody wants; how many, or −1 at the end. */
    public int discard(Transport from) throws IOException {
        bytes.clear();
        return from.fill(bytes);
    }

    /**
     * Reads raw bytes, waiting for at least one; {@link #write} passes them on.
     *
     * @return how many, or −1 at the end
     */
    public int fill(Transport from) throws IOException {
        bytes.limit(FRONT + data).position(FRONT);
        int read = from.fill(bytes);
        size = Math.max(read, 0);
        return read;
    }
}
