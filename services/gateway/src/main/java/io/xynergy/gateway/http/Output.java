package io.xynergy.gateway.http;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Bytes gathered so that a head and a small body leave in one write; lent until it is closed. */
public final class Output implements AutoCloseable {

    /** Room for a head and a body of the size that is gathered with it. */
    static final int CAPACITY = 20 * 1024;

    /** Most heads fit. */
    private static final int FIRST = 4 * 1024;

    private final Consumer<Output> lender;
    private byte[] bytes = new byte[FIRST];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int size;

    /** One that belongs to nobody. */
    public Output() {
        this(_ -> {});
    }

    Output(Consumer<Output> lender) {
        this.lender = lender;
    }

    public int size() {
        return size;
    }

    /** The gathered bytes; valid up to {@link #size}. */
    public byte[] bytes() {
        return bytes;
    }

    public Output put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Appends {@code source[start, end)}. */
    public Output put(byte[] source, int start, int end) {
        int length = end - start;
        ensure(length);
        System.arraycopy(source, start, bytes, size, length);
        size += length;
        return this;
    }

    /** Appends {@code length} bytes of {@code source} from {@code start}. */
    public Output put(ByteBuffer source, int start, int length) {
        ensure(length);
        source.get(start, bytes, size, length);
        size += length;
        return this;
    }

    public Output put(byte b) {
        ensure(1);
        bytes[size++] = b;
        return this;
    }

    /** Appends a number in decimal. */
    public Output putDecimal(long number) {
        ensure(20);
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** Appends a number in hexadecimal without leading zeros. */
    public Output putHex(long number) {
        ensure(16);
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4);
        for (int i = digits - 1; i >= 0; i--) {
            bytes[size++] = (byte) Character.forDigit((int) (number >>> (4 * i)) & 15, 16);
        }
        return this;
    }

    /** Forgets what lies behind the first {@code newSize} bytes. */
    public void truncate(int newSize) {
        size = newSize;
    }

    /** Writes everything and is empty then, also when writing fails. */
    public void flush(Transport transport) throws IOException {
        view.limit(size).position(0);
        size = 0;
        transport.write(view);
    }

    /** Forgets everything, and gives up an array that one large head made grow. */
    public void clear() {
        size = 0;
        if (bytes.length > CAPACITY) {
            bytes = new byte[FIRST];
            view = ByteBuffer.wrap(bytes);
        }
        view.clear();
    }

    /** Gives it back to who lent it. */
    @Override
    public void close() {
        clear();
        lender.accept(this);
    }

    private void ensure(int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
            view = ByteBuffer.wrap(bytes);
        }
    }
}
