package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Authority;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Origin;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one request comes from, in all the fields that say it; they agree, as all are written from
 * the same.
 */
public final class Provenance implements Origin {

    private static final int[] WRITTEN = {
        FieldName.X_FORWARDED_FOR,
        FieldName.X_FORWARDED_PROTO,
        FieldName.X_FORWARDED_HOST,
        FieldName.X_FORWARDED_PORT,
        FieldName.X_REAL_IP,
        FieldName.FORWARDED
    };

    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final String[] NAMES = {
        "X-Forwarded-For: ",
        "X-Forwarded-Proto: ",
        "X-Forwarded-Host: ",
        "X-Forwarded-Port: ",
        "X-Real-IP: ",
        "Forwarded: "
    };

    private final RequestHead head;
    private final Client client;
    private final byte[] requestId;
    private final @Nullable ProxyReport report;

    /**
     * What the connection says, and what trusted proxies do.
     *
     * @param report null: the peer is not trusted
     */
    Provenance(RequestHead head, Client client, byte[] requestId, @Nullable ProxyReport report) {
        this.head = head;
        this.client = client;
        this.requestId = requestId;
        this.report = report;
    }

    /** The client's address, as far as it is known for certain. */
    public String address() {
        return report == null || report.hops().isEmpty()
                ? client.addressText()
                : report.hops().getFirst();
    }

    @Override
    public boolean isSecure() {
        Boolean told = report == null ? null : report.secure();
        return told == null ? client.isSecure() : told;
    }

    @Override
    public byte @Nullable [] toldAuthority() {
        String told = report == null ? null : report.authority();
        return told == null ? null : bytes(told);
    }

    @Override
    public int toldPort() {
        return report == null ? 0 : report.port();
    }

    @Override
    public boolean isTold() {
        return report != null;
    }

    @Override
    public byte @Nullable [] value(int fieldName) {
        if (fieldName == FieldName.REQUEST_ID) {
            return requestId;
        }
        String text = text(fieldName);
        return text == null || text.isEmpty() ? null : bytes(text);
    }

    private @Nullable String text(int fieldName) {
        return switch (fieldName) {
            case FieldName.X_FORWARDED_FOR -> String.join(", ", hops());
            case FieldName.X_FORWARDED_PROTO -> scheme();
            case FieldName.X_FORWARDED_HOST -> authority();
            case FieldName.X_FORWARDED_PORT -> Integer.toString(port());
            case FieldName.X_REAL_IP -> address();
            case FieldName.FORWARDED -> elements();
            default -> null;
        };
    }

    /** Writes the fields that say it to services. */
    public void write(Output out) {
        for (int i = 0; i < WRITTEN.length; i++) {
            byte[] value = value(WRITTEN[i]);
            if (value != null) {
                out.put(bytes(NAMES[i])).put(value).put(CRLF);
            }
        }
    }

    private List<String> hops() {
        List<String> hops = new ArrayList<>(report == null ? List.of() : report.hops());
        hops.add(client.addressText());
        return hops;
    }

    /** RFC 7239: the client with what it asked for, then each proxy, the peer last. */
    private String elements() {
        var elements = new StringBuilder();
        for (String hop : hops()) {
            if (elements.isEmpty()) {
                elements.append("for=").append(node(hop)).append(";proto=").append(scheme());
                String host = authority();
                elements.append(host.isEmpty() ? "" : ";host=\"" + host + "\"");
            } else {
                elements.append(", for=").append(node(hop));
            }
        }
        return elements.toString();
    }

    /** An address as RFC 7239, 6 wants it. */
    static String node(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }

    private String scheme() {
        return isSecure() ? "https" : "http";
    }

    private String authority() {
        String told = report == null ? null : report.authority();
        if (told != null) {
            return told;
        }
        int length = head.authorityEnd() - head.hostStart();
        return new String(head.bytes(), head.hostStart(), length, StandardCharsets.ISO_8859_1);
    }

    /** The port of the client's URL; where no proxy told anything of it, the port of the socket. */
    private int port() {
        if (toldPort() > 0) {
            return toldPort();
        }
        boolean told = report != null && (report.secure() != null || report.authority() != null);
        if (!told) {
            return client.port();
        }
        byte[] authority = bytes(authority());
        int hostEnd = Authority.hostEnd(authority, 0, authority.length);
        int named = hostEnd < 0 ? 0 : Authority.port(authority, hostEnd, authority.length);
        return named > 0 ? named : isSecure() ? 443 : 80;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
