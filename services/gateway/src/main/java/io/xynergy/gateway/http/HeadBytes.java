package io.xynergy.gateway.http;

import java.nio.ByteBuffer;

/**
 * The array that a head is read into: small, as most heads are, and a larger one of the lane's when
 * more is there.
 */
final class HeadBytes {

    /** Most heads fit, with a small body. */
    static final int FIRST = 4 * 1024;

    /** What is held of a body together with its head, so that both can be sent again. */
    static final int HELD = 16 * 1024;

    private final Buffers buffers;
    private final byte[] first = new byte[FIRST];
    private final ByteBuffer firstView = ByteBuffer.wrap(first);
    private byte[] array = first;
    private ByteBuffer view = firstView;

    HeadBytes(Buffers buffers) {
        this.buffers = buffers;
    }

    byte[] array() {
        return array;
    }

    /** The array's bytes from {@code from} to its end, to be read into. */
    ByteBuffer room(int from) {
        return view.limit(array.length).position(from);
    }

    /**
     * Moves to a larger array, if that is not larger than needed for {@code most} bytes.
     *
     * @param used how many bytes move with it
     * @return whether there is more room now
     */
    boolean grow(int used, int most) {
        if (array.length >= most) {
            return false;
        }
        byte[] larger = buffers.takeArray(array.length < HELD ? HELD : most);
        System.arraycopy(array, 0, larger, 0, used);
        shrink();
        array = larger;
        view = ByteBuffer.wrap(larger);
        return true;
    }

    /** Gives a larger array back; what was in it is gone. */
    void shrink() {
        if (array.length > FIRST) {
            buffers.give(array);
            array = first;
            view = firstView;
        }
    }
}
