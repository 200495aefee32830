package io.xynergy.gateway.proxyprotocol;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Headers of version 2 as load balancers write them. */
final class Headers {

    static final int LOCAL = 0x20;
    static final int PROXY = 0x21;
    static final int CHECKSUM = 0x03;

    private Headers() {}

    /** A header of any content. */
    static byte[] binary(int command, int about, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteBuffer header = ByteBuffer.allocate(16 + content.size());
        header.put("\r\n\r\n\0\r\nQUIT\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        header.put((byte) command).put((byte) about).putShort((short) content.size());
        return header.put(content.toByteArray()).array();
    }

    /** A header that announces a connection over TCP. */
    static byte[] announcing(
            String source, int port, String destination, int toPort, byte[]... values) {
        byte[] from = InetAddress.ofLiteral(source).getAddress();
        byte[] to = InetAddress.ofLiteral(destination).getAddress();
        ByteBuffer addresses = ByteBuffer.allocate(2 * from.length + 4);
        addresses.put(from).put(to).putShort((short) port).putShort((short) toPort);
        byte[][] parts = new byte[values.length + 1][];
        parts[0] = addresses.array();
        System.arraycopy(values, 0, parts, 1, values.length);
        return binary(PROXY, from.length == 4 ? 0x11 : 0x21, parts);
    }

    static byte[] value(int type, byte... content) {
        ByteBuffer value = ByteBuffer.allocate(3 + content.length);
        return value.put((byte) type).putShort((short) content.length).put(content).array();
    }

    /** Says whether the client came by TLS. */
    static byte[] tls(boolean byTls) {
        return value(0x20, (byte) (byTls ? 1 : 0), (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    }

    /** The header with the right checksum in the place of its value of zeros, which is its last. */
    static byte[] checked(byte[] header) {
        byte[] checked = Arrays.copyOf(header, header.length);
        ByteBuffer.wrap(checked).putInt(header.length - 4, crc32c(header));
        return checked;
    }

    /** By the definition of RFC 3720, bit by bit. */
    private static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        return ~crc;
    }
}
