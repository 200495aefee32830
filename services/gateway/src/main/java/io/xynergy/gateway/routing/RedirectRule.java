package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Origin;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.policy.compiled.GatewayConfig.Redirect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Location of a redirect from the request and the parts that the policy replaces.
 *
 * <p>A scheme that changes, or that stands beside a host, brings its default port; else the port of
 * the request stays. Nothing of the request can break the line or name another host than the one
 * that was asked.
 */
public final class RedirectRule {

    private static final byte[] HTTP = Bytes.of("http");
    private static final byte[] HTTPS = Bytes.of("https");
    private static final byte[] AUTHORITY = Bytes.of("://");
    private static final byte[] HEX = Bytes.of("0123456789ABCDEF");

    private static final byte[] GET = Bytes.of("GET");
    private static final int SEE_OTHER = 303;

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
     * Whether the request would get its own URL: then the redirect is not for it.
     *
     * <p>Only what is known counts: without a host, as in HTTP/1.0, none is the same.
     */
    boolean leadsBack(RequestHead head, RouteMatch match) {
        ClientUrl asked = ClientUrl.of(head, head.origin());
        boolean toSecure = toSecure(asked);
        return keepsMethod(head)
                && toSecure == asked.isSecure()
                && (host == null || asked.hasHost(host))
                && orDefault(port(asked), toSecure) == orDefault(asked.port(), asked.isSecure())
                && keepsPath(head, match);
    }

    /** What follows a 303 is GET (RFC 9110, 15.4.4), or HEAD after a HEAD. */
    private boolean keepsMethod(RequestHead head) {
        return status != SEE_OTHER || head.isHead() || head.methodIs(GET);
    }

    private boolean keepsPath(RequestHead head, RouteMatch match) {
        if (path != null) {
            return Ascii.equals(head.bytes(), head.pathStart(), head.pathEnd(), path);
        }
        return prefix == null || prefix.changesNothing(head, match);
    }

    /**
     * Appends the Location to {@code to}: a whole URL, or path and query for a request without host
     * that keeps its scheme and port (RFC 9110, 10.2.2).
     *
     * @param origin where the request comes from
     * @return false when there is no host to go to, or one that fits no URL
     */
    public boolean writeLocation(RequestHead head, RouteMatch match, Origin origin, Output to) {
        ClientUrl asked = ClientUrl.of(head, origin);
        boolean toSecure = toSecure(asked);
        if (host != null) {
            beginUrl(toSecure, to);
            to.put(host);
            writePort(port(asked), toSecure, to);
        } else if (asked.isHostSafe()) {
            beginUrl(toSecure, to);
            asked.writeHost(to);
            writePort(port(asked), toSecure, to);
        } else if (!asked.isHostless() || toSecure != asked.isSecure() || port != null) {
            return false;
        }
        boolean relative = host == null && asked.isHostless();
        int start = to.size();
        writePath(head, match, to);
        if (relative && to.size() > start + 1 && to.bytes()[start + 1] == '/') {
            return false; // it would be taken for a host
        }
        writeQuery(head, to);
        return true;
    }

    private static void beginUrl(boolean secure, Output to) {
        to.put(secure ? HTTPS : HTTP).put(AUTHORITY);
    }

    private boolean toSecure(ClientUrl asked) {
        return scheme == null ? asked.isSecure() : scheme.equals("https");
    }

    private int port(ClientUrl asked) {
        if (port != null) {
            return port;
        }
        return scheme == null || toSecure(asked) == asked.isSecure() && host == null
                ? asked.port()
                : ClientUrl.NO_PORT;
    }

    private static int orDefault(int port, boolean secure) {
        int defaultPort = secure ? 443 : 80;
        return port == ClientUrl.NO_PORT ? defaultPort : port;
    }

    private static void writePort(int value, boolean secure, Output to) {
        if (value != ClientUrl.NO_PORT && value != orDefault(ClientUrl.NO_PORT, secure)) {
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
