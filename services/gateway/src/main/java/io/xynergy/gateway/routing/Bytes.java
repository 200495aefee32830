package io.xynergy.gateway.routing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text of a policy as the bytes that it has on the wire. */
final class Bytes {

    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[][] of(List<String> texts) {
        return texts.stream().map(Bytes::of).toArray(byte[][]::new);
    }
}
