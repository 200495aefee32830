package io.xynergy.policy.validation;

import java.util.List;
import java.util.Locale;

/** The protocols that a client may change to with {@code Upgrade} (RFC 9110, 7.8). */
public final class Upgrades {

    /** What a route allows that says nothing about it. */
    public static final List<String> BY_DEFAULT = List.of("websocket");

    /**
     * How the names of HTTP, TLS and what came before them begin, whatever version follows: their
     * requests would go past everything that the gateway checks, or be hidden from it.
     */
    private static final List<String> NEVER = List.of("h2", "h3", "http", "spdy", "ssl", "tls");

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
        return NEVER.stream().noneMatch(lowerCase::startsWith);
    }
}
