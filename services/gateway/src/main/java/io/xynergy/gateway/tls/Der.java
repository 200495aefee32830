package io.xynergy.gateway.tls;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * As much of DER (ITU-T X.690) as the frames around private keys need: it reads elements one after
 * the other and writes them.
 */
final class Der {

    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;

    /** An explicitly tagged field of a structure: constructed, of the context. */
    static final int FIELD_0 = 0xa0;

    private final ByteBuffer from;

    private Der(ByteBuffer from) {
        this.from = from;
    }

    /** One element. */
    record Element(int tag, byte[] content) {

        /** The elements in this one. */
        Der inside() {
            return new Der(ByteBuffer.wrap(content));
        }

        byte[] encoded() {
            return Der.element(tag, content);
        }
    }

    static Der of(byte[] encoded) {
        return new Der(ByteBuffer.wrap(encoded));
    }

    boolean hasMore() {
        return from.hasRemaining();
    }

    /** The tag of the next element; -1: there is none. */
    int nextTag() {
        return from.hasRemaining() ? from.get(from.position()) & 0xff : -1;
    }

    /**
     * The next element, which has to have this tag.
     *
     * @throws IOException if it has another, or is cut off
     */
    Element next(int tag) throws IOException {
        Element element = next();
        if (element.tag() != tag) {
            throw new IOException("expected the tag %02x, found %02x".formatted(tag, element.tag));
        }
        return element;
    }

    /**
     * The next element.
     *
     * @throws IOException if it is cut off
     */
    Element next() throws IOException {
        try {
            int tag = from.get() & 0xff;
            int length = length();
            if (length > from.remaining()) {
                throw new IOException("an element is cut off");
            }
            byte[] content = new byte[length];
            from.get(content);
            return new Element(tag, content);
        } catch (BufferUnderflowException e) {
            throw new IOException("an element is cut off", e);
        }
    }

    private int length() throws IOException {
        int first = from.get() & 0xff;
        if (first < 0x80) {
            return first;
        }
        int bytes = first & 0x7f;
        if (bytes == 0 || bytes > 3) {
            throw new IOException("an element has a length of " + bytes + " bytes");
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | from.get() & 0xff;
        }
        return length;
    }

    /** An element around its contents. */
    static byte[] element(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteBuffer into = ByteBuffer.allocate(length + 5).put((byte) tag);
        putLength(into, length);
        for (byte[] content : contents) {
            into.put(content);
        }
        byte[] encoded = new byte[into.position()];
        into.flip().get(encoded);
        return encoded;
    }

    private static void putLength(ByteBuffer into, int length) {
        if (length < 0x80) {
            into.put((byte) length);
        } else if (length < 0x100) {
            into.put((byte) 0x81).put((byte) length);
        } else if (length < 0x10000) {
            into.put((byte) 0x82).putShort((short) length);
        } else {
            into.put((byte) 0x83).put((byte) (length >> 16)).putShort((short) length);
        }
    }

    /** The small number 0, as versions of structures are. */
    static byte[] zero() {
        return new byte[] {INTEGER, 1, 0};
    }

    /** An object identifier from its content in hexadecimal digits. */
    static byte[] oid(String hex) {
        return element(OID, HexFormat.of().parseHex(hex));
    }

    /** An object identifier's content as people write it, with dots. */
    static String dotted(byte[] oid) {
        var text = new StringJoiner(".");
        long arc = 0;
        boolean first = true;
        for (byte b : oid) {
            arc = arc << 7 | b & 0x7f;
            if ((b & 0x80) == 0) {
                if (first) {
                    long root = Math.min(arc / 40, 2);
                    text.add(Long.toString(root));
                    arc -= root * 40;
                    first = false;
                }
                text.add(Long.toString(arc));
                arc = 0;
            }
        }
        return text.toString();
    }
}
