package io.xynergy.kit.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proof that the gateway made an identity: {@code v1;kid=KEY;exp=SECONDS;sig=SIGNATURE}.
 *
 * <p>The signature is over the proof's own line without {@code ;sig=…}, and after it the identity
 * lines that there are, in the order of {@link #SIGNED}; each line is {@code Name: value} and ends
 * with CR LF.
 *
 * @param expiresSeconds when it ends, since 1970
 */
public record Proof(String keyId, long expiresSeconds, byte[] signature) implements ProofReading {

    /** Its header. */
    public static final String HEADER = "X-Xynergy-Proof";

    /** The headers that it covers, those that are absent too, in their order. */
    public static final List<String> SIGNED =
            List.of(
                    "X-Xynergy-User",
                    "X-Xynergy-Tenant",
                    "X-Xynergy-Roles",
                    "X-Xynergy-Scopes",
                    "X-Xynergy-Incomplete",
                    "X-Xynergy-Issuer");

    /** How long a proof is valid at most, in seconds. */
    public static final int LIFE_SECONDS = 120;

    /** How far the clocks of gateway and service may be apart, in seconds. */
    public static final int SKEW_SECONDS = 30;

    private static final Pattern FORM =
            Pattern.compile(
                    "v1;kid=([A-Za-z0-9_-]{1,64});exp=([1-9][0-9]{0,11});sig=([A-Za-z0-9_-]{86})");

    private static final Pattern OTHER_VERSION = Pattern.compile("v(?:0|[2-9]|[1-9][0-9]{1,3});.*");

    /** Reads the value of the header. */
    public static ProofReading read(String value) {
        Matcher found = FORM.matcher(value);
        if (!found.matches()) {
            return OTHER_VERSION.matcher(value).matches()
                    ? ProofFault.VERSION
                    : ProofFault.MALFORMED;
        }
        byte[] signature = KeyText.canonical(found.group(3));
        return signature.length == 0
                ? ProofFault.MALFORMED
                : new Proof(found.group(1), Long.parseLong(found.group(2)), signature);
    }

    /** The value of the header. */
    public String value() {
        return unsigned(keyId, expiresSeconds)
                + ";sig="
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String unsigned(String keyId, long expiresSeconds) {
        return "v1;kid=" + keyId + ";exp=" + expiresSeconds;
    }

    /**
     * The text that is signed.
     *
     * @param lines the identity lines, each with its CR LF
     */
    public static byte[] text(String keyId, long expiresSeconds, byte[] lines) {
        String own = HEADER + ": " + unsigned(keyId, expiresSeconds) + "\r\n";
        var text = new ByteArrayOutputStream(own.length() + lines.length);
        text.writeBytes(own.getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(lines);
        return text.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Proof proof && value().equals(proof.value());
    }

    @Override
    public int hashCode() {
        return value().hashCode();
    }

    @Override
    public String toString() {
        return "proof of key " + keyId + " until " + expiresSeconds;
    }
}
