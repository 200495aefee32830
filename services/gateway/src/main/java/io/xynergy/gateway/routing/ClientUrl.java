package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Authority;
import io.xynergy.gateway.http.Origin;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Scheme, host and port that the client asked for: as a trusted proxy tells them, else as the
 * request has them.
 */
final class ClientUrl {

    /** The URL has the default port of its scheme. */
    static final int NO_PORT = 0;

    private final boolean secure;
    private final byte[] bytes;
    private final int start;
    private final int hostEnd;
    private final int port;

    private ClientUrl(boolean secure, byte[] bytes, int start, int hostEnd, int port) {
        this.secure = secure;
        this.bytes = bytes;
        this.start = start;
        this.hostEnd = hostEnd;
        this.port = port;
    }

    /**
     * The URL of a request.
     *
     * @param origin null: nobody says where it comes from
     */
    static ClientUrl of(RequestHead head, @Nullable Origin origin) {
        boolean secure = origin != null && origin.isSecure();
        int toldPort = origin == null ? NO_PORT : origin.toldPort();
        byte[] told = origin == null ? null : origin.toldAuthority();
        if (told == null) {
            int named = Authority.port(head.bytes(), head.hostEnd(), head.authorityEnd());
            int port = named == NO_PORT ? toldPort : named;
            return new ClientUrl(secure, head.bytes(), head.hostStart(), head.hostEnd(), port);
        }
        int hostEnd = Authority.hostEnd(told, 0, told.length);
        int named = Authority.port(told, hostEnd, told.length);
        return new ClientUrl(secure, told, 0, hostEnd, named == NO_PORT ? toldPort : named);
    }

    boolean isSecure() {
        return secure;
    }

    /** The port that is not the default, or {@link #NO_PORT}. */
    int port() {
        return port;
    }

    boolean isHostless() {
        return hostEnd <= start;
    }

    /** Whether there is a host, and nothing in it could end it or begin another part of a URL. */
    boolean isHostSafe() {
        return HostBytes.areSafe(bytes, start, hostEnd);
    }

    /** Whether the host is this one, whatever the case of its letters. */
    boolean hasHost(byte[] other) {
        if (hostEnd - start != other.length) {
            return false;
        }
        for (int i = 0; i < other.length; i++) {
            if (Ascii.lower(bytes[start + i]) != Ascii.lower(other[i])) {
                return false;
            }
        }
        return true;
    }

    void writeHost(Output to) {
        to.put(bytes, start, hostEnd);
    }
}
