package io.xynergy.gateway.proxyprotocol;

/** Tells from its first bytes what a connection begins with; never throws, whatever they are. */
final class HeaderParser {

    private HeaderParser() {}

    /** Reads {@code bytes[0, end)}. */
    static Parsed parse(byte[] bytes, int end) {
        if (begins(bytes, end, BinaryHeader.SIGNATURE)) {
            return end < BinaryHeader.SIGNATURE.length
                    ? new Parsed.Incomplete(BinaryHeader.SIGNATURE.length)
                    : BinaryHeader.parse(bytes, end);
        }
        if (begins(bytes, end, TextHeader.BEGINNING)) {
            return end < TextHeader.BEGINNING.length
                    ? new Parsed.Incomplete(TextHeader.BEGINNING.length)
                    : TextHeader.parse(bytes, end);
        }
        return new Parsed.Absent();
    }

    private static boolean begins(byte[] bytes, int end, byte[] beginning) {
        for (int i = 0; i < Math.min(end, beginning.length); i++) {
            if (bytes[i] != beginning[i]) {
                return false;
            }
        }
        return true;
    }
}
