package io.xynergy.gateway.routing;

import java.util.Arrays;

/** A reused array that grows when it must; holds a target or a location while it is composed. */
public final class GrowingBytes {

    private byte[] bytes;
    private int length;

    public GrowingBytes(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array, valid up to {@link #length}, until the next change. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    void add(byte b) {
        require(1);
        bytes[length++] = b;
    }

    void add(byte[] source) {
        add(source, 0, source.length);
    }

    void add(byte[] source, int start, int end) {
        require(end - start);
        System.arraycopy(source, start, bytes, length, end - start);
        length += end - start;
    }

    void setLength(int newLength) {
        length = newLength;
    }

    private void require(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
