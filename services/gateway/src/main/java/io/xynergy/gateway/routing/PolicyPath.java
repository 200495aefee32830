package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.PathNormalizer;
import io.xynergy.gateway.http.PathRefusal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A path as a policy writes it, brought into the form that requests' paths have. */
final class PolicyPath {

    private PolicyPath() {}

    /**
     * The normal form, with characters outside ASCII escaped.
     *
     * @throws IllegalArgumentException if no request could have such a path
     */
    static String normal(String path) {
        byte[] bytes = escaped(path).getBytes(StandardCharsets.ISO_8859_1);
        int result = PathNormalizer.normalize(bytes, 0, bytes.length);
        if (result < 0) {
            String reason = PathRefusal.of(result).message();
            throw new IllegalArgumentException("path \"" + path + "\" " + reason);
        }
        return new String(bytes, 0, PathNormalizer.end(result), StandardCharsets.ISO_8859_1);
    }

    private static String escaped(String path) {
        StringBuilder escaped = new StringBuilder(path.length());
        for (byte b : Bytes.of(path)) {
            if (b < 0) {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            } else {
                escaped.append((char) b);
            }
        }
        return escaped.toString();
    }
}
