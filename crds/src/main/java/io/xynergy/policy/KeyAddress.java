package io.xynergy.policy;

import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** From where keys may be fetched: by HTTPS, or from this machine, where nobody is in between. */
public final class KeyAddress {

    private KeyAddress() {}

    /**
     * Reads an address.
     *
     * @return null if it is none from which keys may come
     */
    public static @Nullable URI of(String text) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        return isWeb(address) && (secure || isLoopback(address)) ? address : null;
    }

    /** Whether it is an address of HTTP or HTTPS, with a host and without a user. */
    public static boolean isWeb(URI address) {
        String scheme = address.getScheme();
        return address.getHost() != null
                && address.getRawUserInfo() == null
                && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
    }

    /**
     * Whether what comes from an address is protected only by coming from this machine, which in a
     * pod is the pod.
     */
    public static boolean isPlain(String text) {
        URI address = of(text);
        return address != null && "http".equalsIgnoreCase(address.getScheme());
    }

    /** Whether its host is this machine, without asking a name server (RFC 6761, 6.3). */
    public static boolean isLoopback(URI address) {
        String host = address.getHost();
        if (host == null) {
            return false;
        }
        try {
            String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return host.equalsIgnoreCase("localhost");
        }
    }
}
