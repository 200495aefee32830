package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text of a policy as the bytes that it has on the wire. */
final class Bytes {

    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A field name as {@link Ascii#folded} sees it, to be compared with those of a message. */
    static byte[] folded(String name) {
        byte[] bytes = of(name);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Ascii.folded(bytes[i]);
        }
        return bytes;
    }

    static byte[][] of(List<String> texts) {
        return texts.stream().map(Bytes::of).toArray(byte[][]::new);
    }
}
