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

    /** With the dot that may end it. */
    private static final int LONGEST_NAME = 254;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

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
        // The length comes first, because the matcher calls itself for each label.
        return lower.length() <= LONGEST_NAME
                && (isNumeric(lower) ? AddressBlock.isIpv4(lower) : NAME.matcher(lower).matches());
    }

    /**
     * What ends in a number is taken for an IPv4 address, in one of many spellings (WHATWG URL).
     */
    private static boolean isNumeric(String lower) {
        int end = lower.endsWith(".") ? lower.length() - 1 : lower.length();
        String last = lower.substring(lower.lastIndexOf('.', end - 1) + 1, end);
        return NUMBER.matcher(last).matches();
    }

    /** A name, or a name whose first label is a star. */
    static boolean isPattern(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("*.")) {
            return isName(lower);
        }
        String rest = lower.substring(2);
        return !isNumeric(rest) && isName(rest);
    }
}
