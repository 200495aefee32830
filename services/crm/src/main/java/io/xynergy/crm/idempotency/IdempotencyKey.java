package io.xynergy.crm.idempotency;

import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key by which a client marks a request that it may send again.
 *
 * @param request digest of the request's method, path and body
 */
public record IdempotencyKey(String key, byte[] request) {

    /** The header, as draft-ietf-httpapi-idempotency-key-header names it. */
    public static final String HEADER = "Idempotency-Key";

    /** A string of RFC 8941 without escapes, or the same without its quotes, as most send it. */
    private static final Pattern FORM =
            Pattern.compile("\"([ !#-\\[\\]-~]{1,255})\"|([!#-~&&[^\"\\\\]]{1,255})");

    /**
     * The key that a header has.
     *
     * @throws ProblemException 400 when it has none
     */
    public static IdempotencyKey of(String header, String request, byte[] body) {
        Matcher form = FORM.matcher(header);
        if (!form.matches()) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "invalid_idempotency_key",
                            "The Idempotency-Key has to be 1 to 255 visible ASCII characters, without quotes or backslashes within."));
        }
        String key = form.group(1) == null ? form.group(2) : form.group(1);
        return new IdempotencyKey(key, digest(request, body));
    }

    private static byte[] digest(String request, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(request.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            return digest.digest(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
