package io.xynergy.gateway.proxy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** The bytes of a head as text for people: UTF-8, and what is none as {@code \\xe9}. */
final class HeadText {

    private HeadText() {}

    static String of(byte[] bytes, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        var text = new StringBuilder(length);
        CharBuffer some = CharBuffer.allocate(length);
        CoderResult result;
        do {
            result = decoder.decode(in, some, true);
            text.append(some.flip());
            some.clear();
            for (int i = result.isError() ? result.length() : 0; i > 0; i--) {
                text.append("\\x%02x".formatted(in.get() & 0xff));
            }
        } while (result.isError());
        return text.toString();
    }
}
