package io.xynergy.gateway.auth;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token in its compact form (RFC 7515, 7.1), taken apart and not believed yet.
 *
 * <p>There is one way to write a token: unlike the library's reader this one refuses characters
 * outside the alphabet and bits behind the last byte, so that no two texts are one token.
 *
 * @param signed the bytes that the signature is over
 */
record UnverifiedToken(JWSHeader header, ClaimReader claims, byte[] signed, Base64URL signature) {

    /** Longest token in bytes: one of Entra with 200 groups has 12,500. */
    static final int LONGEST = 14 * 1024;

    private static final int LONGEST_HEADER = 2048;

    /** What is looked at of a header: the rest needs no reader, and cannot harm one. */
    private static final Set<String> HEADER = Set.of("alg", "typ", "cty", "kid", "crit", "b64");

    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    /** Takes a token apart; null when it is none. */
    static @Nullable UnverifiedToken read(byte[] token) {
        int firstDot = dot(token, 0);
        int secondDot = dot(token, firstDot + 1);
        boolean wellFormed =
                secondDot > firstDot
                        && isBase64Url(token, 0, firstDot)
                        && isBase64Url(token, firstDot + 1, secondDot)
                        && isBase64Url(token, secondDot + 1, token.length);
        if (!wellFormed) {
            return null;
        }
        try {
            String header = object(token, 0, firstDot);
            var members = JsonObject.read(header);
            var claims = JsonObject.read(object(token, firstDot + 1, secondDot));
            if (members == null || claims == null || header.length() > LONGEST_HEADER) {
                return null;
            }
            members.keySet().retainAll(HEADER);
            return new UnverifiedToken(
                    JWSHeader.parse(members),
                    new ClaimReader(claims),
                    Arrays.copyOf(token, secondDot),
                    new Base64URL(ascii(token, secondDot + 1, token.length)));
        } catch (ParseException | CharacterCodingException | RuntimeException _) {
            return null;
        }
    }

    /** The key that it names; null if it names none, or one without a name. */
    @Nullable String keyId() {
        String id = header.getKeyID();
        return id == null || id.isEmpty() ? null : id;
    }

    /** The first dot from {@code start} on; the end if there is none. */
    private static int dot(byte[] token, int start) {
        int at = Math.min(start, token.length);
        while (at < token.length && token[at] != '.') {
            at++;
        }
        return at;
    }

    private static boolean isBase64Url(byte[] token, int start, int end) {
        for (int i = start; i < end; i++) {
            if (VALUES[token[i] & 0xff] < 0) {
                return false;
            }
        }
        return end > start && isCanonical(token, start, end);
    }

    /** Whether the last character has no bits behind the last byte (RFC 4648, 3.5). */
    private static boolean isCanonical(byte[] token, int start, int end) {
        int last = VALUES[token[end - 1] & 0xff];
        return switch ((end - start) % 4) {
            case 0 -> true;
            case 2 -> (last & 0xf) == 0;
            case 3 -> (last & 0x3) == 0;
            default -> false;
        };
    }

    private static String object(byte[] token, int start, int end) throws CharacterCodingException {
        byte[] bytes = Base64.getUrlDecoder().decode(Arrays.copyOfRange(token, start, end));
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static String ascii(byte[] token, int start, int end) {
        return new String(token, start, end - start, StandardCharsets.US_ASCII);
    }
}
