package io.xynergy.gateway.exchange;

import io.xynergy.gateway.address.AddressBlocks;
import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.http.Authority;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What trusted proxies say about the request that the last of them sent.
 *
 * <p>Hops are read from the right: each was seen by the trusted proxy that stands to its right. The
 * first one that is not trusted is the client; what stands to its left, anybody may have written,
 * so it counts for nothing. Neither does what stands to the left of something that is no address.
 * {@code Forwarded} (RFC 7239) is read only where there is no {@code X-Forwarded-For}: proxies that
 * know the one alone let the other pass as a client wrote it.
 *
 * @param hops the client, then trusted proxies, without the peer; empty: the peer is the client
 * @param secure whether the client's URL begins with {@code https}; null: not told
 * @param authority host and port of the client's URL; null: not told
 * @param port of the client's URL; 0: not told
 */
record ProxyReport(
        List<String> hops, @Nullable Boolean secure, @Nullable String authority, int port) {

    /** More proxies than anybody puts one behind the other. */
    private static final int MOST_HOPS = 32;

    private static final String QUOTE = "\"";

    ProxyReport {
        hops = List.copyOf(hops);
    }

    static ProxyReport read(Fields fields, AddressBlocks proxies) {
        List<String> hops = new ArrayList<>();
        Element client = walk(fields, proxies, hops);
        Boolean secure = secure(last(fields, FieldName.X_FORWARDED_PROTO));
        String authority = authority(last(fields, FieldName.X_FORWARDED_HOST));
        return new ProxyReport(
                hops,
                secure == null ? secure(client.proto()) : secure,
                authority == null ? authority(client.host()) : authority,
                port(last(fields, FieldName.X_FORWARDED_PORT)));
    }

    /** Collects the addresses from the right up to the client; what is said of the client. */
    private static Element walk(Fields fields, AddressBlocks proxies, List<String> hops) {
        List<String> told = elements(fields, FieldName.X_FORWARDED_FOR);
        boolean plain = !told.isEmpty();
        List<String> elements = plain ? told : elements(fields, FieldName.FORWARDED);
        Element client = Element.NOTHING;
        for (int i = elements.size() - 1; i >= 0 && hops.size() < MOST_HOPS; i--) {
            Element element = plain ? Element.of(elements.get(i)) : Element.parse(elements.get(i));
            InetAddress address = element == null ? null : AddressText.ofNode(element.node());
            if (element == null || address == null) {
                break;
            }
            hops.addFirst(AddressText.of(address));
            client = element;
            if (!proxies.contains(address)) {
                break;
            }
        }
        return client;
    }

    /** The elements of all fields of a name, in order; there may be empty ones in lists. */
    private static List<String> elements(Fields fields, int id) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < fields.count(); i++) {
            if (fields.id(i) == id) {
                for (String element : fields.value(i).split(",", -1)) {
                    String text = element.strip();
                    if (!text.isEmpty()) {
                        elements.add(text);
                    }
                }
            }
        }
        return elements;
    }

    /** What the peer itself said, where proxies before it said something too. */
    private static String last(Fields fields, int id) {
        List<String> elements = elements(fields, id);
        return elements.isEmpty() ? "" : elements.getLast();
    }

    private static @Nullable Boolean secure(@Nullable String proto) {
        return switch (proto == null ? "" : proto.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> true;
            case "http", "ws" -> false;
            default -> null;
        };
    }

    private static @Nullable String authority(@Nullable String host) {
        if (host == null) {
            return null;
        }
        byte[] bytes = host.getBytes(StandardCharsets.ISO_8859_1);
        return Authority.hostEnd(bytes, 0, bytes.length) > 0 ? host : null;
    }

    private static int port(String text) {
        if (text.isEmpty()
                || text.length() > 5
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(text);
        return port <= 0xffff ? port : 0;
    }

    /** One hop: who sent the request on, and what it had asked for. */
    private record Element(String node, @Nullable String proto, @Nullable String host) {

        static final Element NOTHING = new Element("", null, null);

        static Element of(String node) {
            return new Element(node, null, null);
        }

        /** Reads {@code for=node;proto=http;host=a}; null when it is malformed or without node. */
        static @Nullable Element parse(String text) {
            String node = null;
            String proto = null;
            String host = null;
            for (String pair : text.split(";", -1)) {
                int equals = pair.indexOf('=');
                String value = equals < 0 ? null : unquoted(pair.substring(equals + 1).strip());
                if (value == null) {
                    return null;
                }
                switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                    case "for" -> {
                        if (node != null) {
                            return null;
                        }
                        node = value;
                    }
                    case "proto" -> proto = value;
                    case "host" -> host = value;
                    default -> {}
                }
            }
            return node == null ? null : new Element(node, proto, host);
        }

        /**
         * A token or the content of a quoted string; null for half a string and for escapes, which
         * no node, scheme or host needs.
         */
        private static @Nullable String unquoted(String value) {
            boolean quoted = value.length() > 1 && value.startsWith(QUOTE) && value.endsWith(QUOTE);
            String content = quoted ? value.substring(1, value.length() - 1) : value;
            return content.contains(QUOTE) || content.indexOf('\\') >= 0 ? null : content;
        }
    }
}
