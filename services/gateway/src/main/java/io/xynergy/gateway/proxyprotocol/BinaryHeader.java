package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.observe.GatewayCounters.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Version 2: a signature, what it is about, its length, addresses, then values by type. */
final class BinaryHeader {

    static final byte[] SIGNATURE = {
        '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
    };

    /** Addresses of 36 bytes, and what load balancers say about TLS and themselves beside them. */
    static final int LONGEST = 4096;

    private static final int FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP_4 = 0x11;
    private static final int TCP_6 = 0x21;
    private static final int CHECKSUM = 0x03;
    private static final int TLS = 0x20;
    private static final int CLIENT_BY_TLS = 0x01;
    private static final int TYPE_AND_LENGTH = 3;

    private static final int FAMILIES = 4;
    private static final int TRANSPORTS = 3;

    private final byte[] bytes;
    private final int end;
    private boolean secure;
    private int checksumAt;

    private BinaryHeader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Reads {@code bytes[0, available)}, which begins like a header. */
    static Parsed parse(byte[] bytes, int available) {
        if (available < FIXED) {
            return new Parsed.Incomplete(FIXED);
        }
        int command = bytes[12] & 0xff;
        if (command != LOCAL && command != PROXY) {
            return Parsed.Refused.invalid("version and command 0x%02x".formatted(command));
        }
        int end = FIXED + ((bytes[14] & 0xff) << 8 | bytes[15] & 0xff);
        if (end > LONGEST) {
            return new Parsed.Refused(ProxyHeader.TOO_LARGE, end + " bytes");
        }
        if (available < end) {
            return new Parsed.Incomplete(end);
        }
        var header = new BinaryHeader(bytes, end);
        return command == LOCAL ? header.nobody() : header.announced();
    }

    /** The client is nobody; where a checksum can be found, it has to be right all the same. */
    private Parsed nobody() {
        int addresses = addressBytes(bytes[13] >> 4 & 0xf);
        boolean read = FIXED + addresses <= end && readValues(FIXED + addresses);
        return read && checksumAt > 0 && !isChecksumRight()
                ? new Parsed.Refused(ProxyHeader.CHECKSUM, "not what its checksum is of")
                : new Parsed.Header(ProxyHeader.LOCAL, end, null);
    }

    /** Bytes of both addresses and their ports, by the address family. */
    private static int addressBytes(int family) {
        return switch (family) {
            case 1 -> 12;
            case 2 -> 36;
            case 3 -> 216;
            default -> 0;
        };
    }

    /** Of connections over TCP; what names no address of a client is skipped whole. */
    private Parsed announced() {
        int about = bytes[13] & 0xff;
        if (about >> 4 >= FAMILIES || (about & 0xf) >= TRANSPORTS) {
            return Parsed.Refused.invalid("family and transport 0x%02x".formatted(about));
        }
        return switch (about) {
            case TCP_4 -> announced(4);
            case TCP_6 -> announced(16);
            default -> nobody();
        };
    }

    private Parsed announced(int length) {
        int ports = FIXED + 2 * length;
        if (ports + 4 > end) {
            return Parsed.Refused.invalid("shorter than its addresses");
        }
        if (!readValues(ports + 4)) {
            return Parsed.Refused.invalid("values that do not fit");
        }
        if (checksumAt > 0 && !isChecksumRight()) {
            return new Parsed.Refused(ProxyHeader.CHECKSUM, "not what its checksum is of");
        }
        InetSocketAddress source = address(FIXED, length, ports);
        InetSocketAddress destination = address(FIXED + length, length, ports + 2);
        return source == null || destination == null
                ? Parsed.Refused.invalid("addresses that are none")
                : new Parsed.Header(
                        ProxyHeader.V2, end, new Announcement(source, destination, secure));
    }

    private @Nullable InetSocketAddress address(int from, int length, int portAt) {
        try {
            byte[] address = Arrays.copyOfRange(bytes, from, from + length);
            return new InetSocketAddress(InetAddress.getByAddress(address), number(portAt));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /**
     * Whether the rest is made of values, each with its type and length; notes those that count.
     */
    private boolean readValues(int start) {
        int at = start;
        while (at < end) {
            if (at + TYPE_AND_LENGTH > end) {
                return false;
            }
            int type = bytes[at] & 0xff;
            int value = at + TYPE_AND_LENGTH;
            int length = number(at + 1);
            if (value + length > end || !note(type, value, length)) {
                return false;
            }
            at = value + length;
        }
        return true;
    }

    private boolean note(int type, int value, int length) {
        if (type == CHECKSUM) {
            boolean only = checksumAt == 0;
            checksumAt = value;
            return only && length == 4;
        }
        if (type == TLS) {
            secure |= length > 0 && (bytes[value] & CLIENT_BY_TLS) != 0;
            return length >= 5;
        }
        return true;
    }

    /** CRC32c of the whole header with zeros in the place of the checksum. */
    private boolean isChecksumRight() {
        var checksum = new CRC32C();
        checksum.update(bytes, 0, checksumAt);
        checksum.update(new byte[4]);
        checksum.update(bytes, checksumAt + 4, end - checksumAt - 4);
        return (int) checksum.getValue() == ByteBuffer.wrap(bytes).getInt(checksumAt);
    }

    private int number(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
