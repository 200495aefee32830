package io.xynergy.crm.contact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The shape of e-mail addresses, and the form in which two are equal.
 *
 * <p>Upper and lower case are equal in both parts, although RFC 5321 leaves the local part to its
 * host: no host of today tells them apart. Internationalised domains are equal to their ASCII form
 * (RFC 5890), and nothing is known about what else a host thinks equal, such as dots.
 */
public final class EmailAddress {

    private static final int LONGEST = 254; // RFC 5321, 4.5.3.1.3, without its angle brackets
    private static final int LONGEST_LOCAL = 64; // RFC 5321, 4.5.3.1.1
    private static final int LONGEST_DOMAIN = 253;

    /** Dot-atoms of RFC 5322 with the letters of RFC 6531; nobody hands out quoted ones. */
    private static final Pattern LOCAL =
            Pattern.compile(
                    "[^\\s\\p{Cntrl}()<>\\[\\]:;,\\\\\"@.]+(\\.[^\\s\\p{Cntrl}()<>\\[\\]:;,\\\\\"@.]+)*");

    private static final Pattern DOMAIN =
            Pattern.compile(
                    "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private EmailAddress() {}

    /** What is wrong with an address; empty: nothing. */
    public static Optional<String> fault(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return Optional.of("expected an e-mail address such as ann@example.com; there is no @");
        }
        String local = text.substring(0, at);
        if (local.getBytes(UTF_8).length > LONGEST_LOCAL || !LOCAL.matcher(local).matches()) {
            return Optional.of(
                    "the part before the @ is no valid one: up to 64 bytes, no spaces, none of ()<>[]:;,\\\"@, no dot at its ends");
        }
        String domain = asciiDomain(text.substring(at + 1));
        if (domain.length() > LONGEST_DOMAIN || !DOMAIN.matcher(domain).matches()) {
            return Optional.of("the part after the @ is no domain such as example.com");
        }
        return local.getBytes(UTF_8).length + 1 + domain.length() > LONGEST
                ? Optional.of("longer than an address can be, which is 254 bytes")
                : Optional.empty();
    }

    /** The form in which two addresses are equal; also of a text that is none. */
    public static String key(String text) {
        int at = text.lastIndexOf('@');
        String local = text.substring(0, Math.max(at, 0)).toLowerCase(Locale.ROOT);
        return at < 0
                ? text.toLowerCase(Locale.ROOT)
                : local + '@' + asciiDomain(text.substring(at + 1));
    }

    private static String asciiDomain(String domain) {
        try {
            return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }
}
