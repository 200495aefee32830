package io.xynergy.policy.validation;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The protocols that a client may change to with {@code Upgrade} (RFC 9110, 7.8). */
public final class Upgrades {

    /** What a route allows that says nothing about it. */
    public static final List<String> BY_DEFAULT = List.of("websocket");

    /** Their requests would go past everything that the gateway checks, or be hidden from it. */
    private static final Set<String> NEVER =
            Set.of("h2", "h2c", "h3", "http", "https", "ssl", "tls");

    private Upgrades() {}

    /** Whether this is a name of a protocol: a token without version. */
    static boolean isName(String text) {
        return WireRules.isToken(text) && text.length() <= 64;
    }

    /**
     * Whether a route may allow the protocol: not one that carries HTTP, whose requests nobody
     * would check, and not TLS, in which nobody could.
     */
    public static boolean isAllowed(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        return !NEVER.contains(lowerCase);
    }
}
