package io.xynergy.gateway.http;

import java.nio.ByteBuffer;

/** The bytes of a message's body that came together with its head, where the head was read. */
public final class EarlyBody {

    private ByteBuffer bytes;
    private int start;
    private int size;

    /**
     * What lies in the array that a head is read into; nothing yet.
     *
     * @param bytes that array
     */
    public EarlyBody(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** The head lies, at the same place, in another array from now on. */
    @SuppressWarnings("ReferenceEquality") // the same array, not one of the same bytes
    void moveTo(byte[] array) {
        if (bytes.array() != array) {
            bytes = ByteBuffer.wrap(array);
        }
    }

    /**
     * Finds the body's bytes among those that were read behind the head.
     *
     * @return where the body's raw bytes end; what lies behind belongs to the next message
     */
    public int find(BodyDecoder body, int from, int to) throws BadBodyException {
        start = from;
        size = body.decode(bytes, from, to);
        return body.rawEnd();
    }

    /** How many bytes of body there are. */
    public int size() {
        return size;
    }

    /** Appends them. */
    public void appendTo(Output out) {
        out.put(bytes, start, size);
    }
}
