package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.policy.compiled.GatewayConfig.Redirect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Location of a redirect from the request and the parts that the policy replaces.
 *
 * <p>A scheme of the policy brings its default port; else the port of the request stays. Nothing of
 * the request can break the line or name another host than the one that was asked.
 */
public final class RedirectRule {

    private static final byte[] HTTP = Bytes.of("http");
    private static final byte[] HTTPS = Bytes.of("https");
    private static final byte[] AUTHORITY = Bytes.of("://");
    private static final byte[] HEX = Bytes.of("0123456789ABCDEF");
    private static final int NO_PORT = -1;

    private final int status;
    private final @Nullable String scheme;
    private final byte @Nullable [] host;
    private final @Nullable Integer port;
    private final byte @Nullable [] path;
    private final @Nullable PrefixReplacement prefix;

    RedirectRule(Redirect redirect) {
        this.status = redirect.status();
        this.scheme = scheme(redirect.scheme());
        String newHost = redirect.host();
        this.host = newHost == null ? null : HostBytes.of(newHost);
        this.port = redirect.port();
        String newPath = redirect.path();
        this.path = newPath == null ? null : Bytes.of(PolicyPath.normal(newPath));
        String newPrefix = redirect.prefix();
        this.prefix = newPrefix == null ? null : new PrefixReplacement(newPrefix);
    }

    private static @Nullable String scheme(@Nullable String scheme) {
        if (scheme == null) {
            return null;
        }
        String lowerCase = scheme.toLowerCase(Locale.ROOT);
        if (!lowerCase.equals("http") && !lowerCase.equals("https")) {
            throw new IllegalArgumentException("redirect to scheme \"" + scheme + "\"");
        }
        return lowerCase;
    }

    public int status() {
        return status;
    }

    /**
     * Appends the Location to {@code to}.
     *
     * @param secure whether the client came by TLS
     * @return false when the request has no host to go back to, or one that fits no URL
     */
    public boolean writeLocation(RequestHead head, RouteMatch match, boolean secure, Output to) {
        boolean ownHost = host == null;
        if (ownHost && !HostBytes.areSafe(head.bytes(), head.hostStart(), head.hostEnd())) {
            return false;
        }
        boolean toSecure = scheme == null ? secure : scheme.equals("https");
        to.put(toSecure ? HTTPS : HTTP);
        to.put(AUTHORITY);
        if (host == null) {
            to.put(head.bytes(), head.hostStart(), head.hostEnd());
        } else {
            to.put(host);
        }
        writePort(port(head), toSecure, to);
        writePath(head, match, to);
        writeQuery(head, to);
        return true;
    }

    private int port(RequestHead head) {
        if (port != null) {
            return port;
        }
        return scheme == null ? requestPort(head) : NO_PORT;
    }

    /** The port behind the host, where the request named one. */
    private static int requestPort(RequestHead head) {
        byte[] bytes = head.bytes();
        int value = 0;
        for (int at = head.hostEnd() + 1; at < head.authorityEnd() && value <= 0xffff; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return NO_PORT;
            }
            value = value * 10 + digit;
        }
        return value == 0 || value > 0xffff ? NO_PORT : value;
    }

    private static void writePort(int value, boolean secure, Output to) {
        int defaultPort = secure ? 443 : 80;
        if (value != NO_PORT && value != defaultPort) {
            to.put((byte) ':');
            to.putDecimal(value);
        }
    }

    private void writePath(RequestHead head, RouteMatch match, Output to) {
        if (path != null) {
            to.put(path);
        } else if (prefix != null) {
            prefix.write(head, match, to);
        } else {
            to.put(head.bytes(), head.pathStart(), head.pathEnd());
        }
    }

    /** The query of the request; what would break a line or a URL is escaped. */
    private static void writeQuery(RequestHead head, Output to) {
        byte[] bytes = head.bytes();
        int end = head.queryEnd();
        if (head.queryStart() == end) {
            return;
        }
        to.put((byte) '?');
        for (int at = head.queryStart(); at < end; at++) {
            byte b = bytes[at];
            if (b > ' ' && b < 0x7f && b != '#') {
                to.put(b);
            } else {
                to.put((byte) '%');
                to.put(HEX[b >> 4 & 0xf]);
                to.put(HEX[b & 0xf]);
            }
        }
    }
}
