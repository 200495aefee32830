package io.xynergy.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The header lines by which a service learns who calls. Values are UTF-8 with percent-encoding of
 * all but letters, digits and a few marks, so that separators and other scripts survive.
 */
final class IdentityLines {

    /** Longest block in bytes: services take heads of 8 KiB at least, and a request needs some. */
    static final int LONGEST = 6 * 1024;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final boolean[] PLAIN = new boolean[256];

    static {
        String plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!*'()@:/";
        plain.chars().forEach(c -> PLAIN[c] = true);
    }

    private IdentityLines() {}

    static byte[] of(String issuer, Principal.Claims claims) {
        var lines = new StringBuilder(256);
        line(lines, "User", encode(claims.user()));
        String tenant = claims.tenant();
        line(lines, "Tenant", tenant == null ? "" : encode(tenant));
        line(lines, "Roles", join(claims.roles(), ","));
        line(lines, "Scopes", join(claims.scopes(), " "));
        line(lines, "Issuer", encode(issuer));
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void line(StringBuilder lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.append("X-Xynergy-").append(name).append(": ").append(value).append("\r\n");
        }
    }

    private static String join(List<String> names, String separator) {
        return names.stream().map(IdentityLines::encode).collect(Collectors.joining(separator));
    }

    static String encode(String text) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN[b & 0xff]) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
