package io.xynergy.policy.validation;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names, IP literals and address blocks. */
final class Hosts {

    private static final Pattern NAME =
            Pattern.compile(
                    "(?=.{1,253}\\.?$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
                            + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\\.?");

    /**
     * What ends in a number is taken for an IPv4 address, in one of many spellings (WHATWG URL).
     */
    private static final Pattern NUMERIC = Pattern.compile("([^.]*\\.)*([0-9]+|0x[0-9a-f]*)\\.?");

    private Hosts() {}

    /** The host of a URL in lower case and without brackets; null when it is not one. */
    static @Nullable String literalOrName(String host) {
        if (host.startsWith("[")) {
            String inner = host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT);
            return AddressBlock.isIpv6(inner) ? inner : null;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return isName(lower) ? lower : null;
    }

    /** A DNS name or an IPv4 address. */
    static boolean isName(String lower) {
        return NUMERIC.matcher(lower).matches()
                ? AddressBlock.isIpv4(lower)
                : lower.length() <= 254 && NAME.matcher(lower).matches();
    }

    /** A name, or a name whose first label is a star. */
    static boolean isPattern(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("*.")
                ? !NUMERIC.matcher(lower.substring(2)).matches() && isName(lower.substring(2))
                : isName(lower);
    }
}
