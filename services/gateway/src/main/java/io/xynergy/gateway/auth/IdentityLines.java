package io.xynergy.gateway.auth;

import io.xynergy.gateway.http.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * The lines. Where not all roles and scopes have room in {@link #LONGEST}, or the token does
     * not carry them all, {@code X-Xynergy-Incomplete} says which are not all there; roles make
     * room first, as one is enough where any is asked for.
     */
    static byte[] of(String issuer, Principal.Claims claims) {
        String tenant = claims.tenant();
        String user = line("User", encode(claims.user()));
        String at = line("Tenant", tenant == null ? "" : encode(tenant));
        String by = line("Issuer", encode(issuer));
        int room = LONGEST - user.length() - at.length() - by.length();
        room -= line("Incomplete", "roles,scopes").length();
        room -= line("Roles", "-").length() + line("Scopes", "-").length();
        Part scopes = join(claims.scopes(), ' ', room);
        Part roles = join(claims.roles(), ',', room - scopes.text().length());
        String incomplete =
                Stream.of(roles.complete() ? "" : "roles", scopes.complete() ? "" : "scopes")
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.joining(","));
        String lines =
                user
                        + at
                        + line("Roles", roles.text())
                        + line("Scopes", scopes.text())
                        + line("Incomplete", incomplete)
                        + by;
        return Ascii.bytes(lines);
    }

    private static String line(String name, String value) {
        return value.isEmpty() ? "" : "X-Xynergy-" + name + ": " + value + "\r\n";
    }

    /** The names that have room, and whether that is all of them. */
    private record Part(String text, boolean complete) {}

    private static Part join(Names names, char separator, int room) {
        var joined = new StringBuilder();
        for (String name : names.values()) {
            String encoded = encode(name);
            if (joined.length() + 1 + encoded.length() > room) {
                return new Part(joined.toString(), false);
            }
            if (!joined.isEmpty()) {
                joined.append(separator);
            }
            joined.append(encoded);
        }
        return new Part(joined.toString(), names.complete());
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
