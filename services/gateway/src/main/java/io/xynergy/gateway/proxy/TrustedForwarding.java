package io.xynergy.gateway.proxy;

import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/**
 * What a trusted proxy said about where a request comes from, with this hop added.
 *
 * <p>Addresses are read from the right: the first one that is not trusted is the client; what
 * stands to its left, anybody may have written.
 */
final class TrustedForwarding {

    private TrustedForwarding() {}

    static void write(Output out, RequestHead head, Client client) {
        Fields fields = head.fields();
        String own = new String(client.addressText(), StandardCharsets.ISO_8859_1);
        put(out, "X-Forwarded-For", join(fields, FieldName.X_FORWARDED_FOR, own));
        String host =
                new String(
                        head.bytes(),
                        head.hostStart(),
                        head.authorityEnd() - head.hostStart(),
                        StandardCharsets.ISO_8859_1);
        String element = client.element() + (host.isEmpty() ? "" : ";host=\"" + host + "\"");
        put(out, "Forwarded", join(fields, FieldName.FORWARDED, element));
        if (fields.find(FieldName.X_FORWARDED_PROTO) < 0) {
            put(out, "X-Forwarded-Proto", client.scheme());
        }
        if (fields.find(FieldName.X_FORWARDED_HOST) < 0 && !host.isEmpty()) {
            put(out, "X-Forwarded-Host", host);
        }
        if (fields.find(FieldName.X_FORWARDED_PORT) < 0) {
            int port = client.transport().localAddress().getPort();
            put(out, "X-Forwarded-Port", Integer.toString(port));
        }
    }

    /** The client as the trusted proxies report it; the peer itself when they report none. */
    static byte[] clientAddress(RequestHead head, Client client, TrustedProxies proxies) {
        String reported = join(head.fields(), FieldName.X_FORWARDED_FOR, "");
        String[] hops = reported.split(",", -1);
        byte[] found = client.addressText();
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (hop.isEmpty()) {
                continue;
            }
            InetAddress address;
            try {
                address = InetAddress.ofLiteral(hop);
            } catch (IllegalArgumentException e) {
                return found; // not an address: what is left of it cannot be believed
            }
            found = hop.getBytes(StandardCharsets.ISO_8859_1);
            if (!proxies.contains(address)) {
                return found;
            }
        }
        return found;
    }

    private static String join(Fields fields, int id, String last) {
        var joined = new StringJoiner(", ");
        for (int i = 0; i < fields.count(); i++) {
            if (fields.id(i) == id) {
                joined.add(fields.value(i));
            }
        }
        return last.isEmpty() ? joined.toString() : joined.add(last).toString();
    }

    private static void put(Output out, String name, String value) {
        out.put((name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
