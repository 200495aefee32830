package io.xynergy.gateway.routing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Text of a policy as the bytes that it has on the wire. */
final class Bytes {

    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] lowerCase(String text) {
        return of(text.toLowerCase(Locale.ROOT));
    }

    static byte[][] of(List<String> texts) {
        return texts.stream().map(Bytes::of).toArray(byte[][]::new);
    }
}
