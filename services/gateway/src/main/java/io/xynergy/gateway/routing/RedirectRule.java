package io.xynergy.gateway.routing;

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
    private static final int LONGEST_PORT = 5;

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
    public boolean writeLocation(
            RequestHead head, RouteMatch match, boolean secure, GrowingBytes to) {
        boolean ownHost = host == null;
        if (ownHost && !HostBytes.areSafe(head.bytes(), head.hostStart(), head.hostEnd())) {
            return false;
        }
        boolean toSecure = scheme == null ? secure : scheme.equals("https");
        to.add(toSecure ? HTTPS : HTTP);
        to.add(AUTHORITY);
        if (host == null) {
            to.add(head.bytes(), head.hostStart(), head.hostEnd());
        } else {
            to.add(host);
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
        int at = head.hostEnd();
        if (head.hostStart() == at || at >= bytes.length || bytes[at] != ':') {
            return NO_PORT;
        }
        int digits = 0;
        int value = 0;
        for (at++; at < bytes.length && digits <= LONGEST_PORT; at++, digits++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
        }
        return digits == 0 || value > 0xffff ? NO_PORT : value;
    }

    private static void writePort(int value, boolean secure, GrowingBytes to) {
        int defaultPort = secure ? 443 : 80;
        if (value != NO_PORT && value != defaultPort) {
            to.add((byte) ':');
            to.add(Bytes.of(Integer.toString(value)));
        }
    }

    private void writePath(RequestHead head, RouteMatch match, GrowingBytes to) {
        if (path != null) {
            to.add(path);
        } else if (prefix != null) {
            prefix.write(head, match, to);
        } else {
            to.add(head.bytes(), head.pathStart(), head.pathEnd());
        }
    }

    /** The query of the request; what would break a line or a URL is escaped. */
    private static void writeQuery(RequestHead head, GrowingBytes to) {
        byte[] bytes = head.bytes();
        int end = head.queryEnd();
        if (head.queryStart() == end) {
            return;
        }
        to.add((byte) '?');
        for (int at = head.queryStart(); at < end; at++) {
            byte b = bytes[at];
            if (b > ' ' && b < 0x7f && b != '#') {
                to.add(b);
            } else {
                to.add((byte) '%');
                to.add(HEX[b >> 4 & 0xf]);
                to.add(HEX[b & 0xf]);
            }
        }
    }
}
