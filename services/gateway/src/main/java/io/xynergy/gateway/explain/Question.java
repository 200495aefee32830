package io.xynergy.gateway.explain;

import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.proxy.Rehearsal;
import io.xynergy.policy.Default;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request to explain, as {@code POST /explain} takes it.
 *
 * @param target path and query, as a client would send them
 * @param headers in their order; absent: none
 * @param client the address that it comes from; absent: this machine
 * @param secure whether it comes by TLS; absent: no
 * @param port the port that it comes to; absent: the gateway's own
 * @param bodyBytes length of the body; absent: there is none
 */
public record Question(
        @Default("GET") String method,
        String target,
        List<Header> headers,
        @Nullable String client,
        @Nullable Boolean secure,
        @Nullable Integer port,
        @Nullable Long bodyBytes) {

    private static final int CLIENT_PORT = 40_000;
    private static final int LARGEST_PORT = 65_535;

    /** One header line. */
    public record Header(String name, String value) {}

    /** What is asked cannot be sent. */
    public static final class UnsendableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnsendableException(String message) {
            super(message);
        }
    }

    public Question {
        headers = List.copyOf(headers);
    }

    boolean isSecure() {
        return Boolean.TRUE.equals(secure);
    }

    /** Where the client is. */
    InetAddress clientAddress() throws UnsendableException {
        if (client == null) {
            return InetAddress.getLoopbackAddress();
        }
        InetAddress address = AddressText.parse(client);
        if (address == null) {
            throw new UnsendableException("client: expected an IP address");
        }
        return address;
    }

    /**
     * The request on its way.
     *
     * @param usualPort where the gateway listens
     * @throws UnsendableException if no client could send it, with the place
     */
    Rehearsal.Script script(int usualPort) throws UnsendableException {
        long body = bodyBytes == null ? 0 : bodyBytes;
        if (body < 0) {
            throw new UnsendableException("bodyBytes: 0 or more is expected");
        }
        boolean chunked = has("transfer-encoding"); // how long the body is, nobody knows then
        return new Rehearsal.Script(
                head(chunked ? 0 : body),
                chunked ? 0 : body,
                new InetSocketAddress(clientAddress(), CLIENT_PORT),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port(usualPort)),
                isSecure());
    }

    private int port(int usualPort) throws UnsendableException {
        int to = port == null ? usualPort : port;
        if (to < 1 || to > LARGEST_PORT) {
            throw new UnsendableException("port: expected 1 to " + LARGEST_PORT);
        }
        return to;
    }

    private byte[] head(long body) throws UnsendableException {
        var head = new ByteArrayOutputStream();
        put(head, oneLine("method", method) + " " + oneLine("target", target) + " HTTP/1.1");
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            String name = oneLine("headers[" + i + "].name", header.name());
            put(head, name + ": " + oneLine("headers[" + i + "].value", header.value()));
        }
        if (body > 0 && !has("content-length")) {
            put(head, "Content-Length: " + body);
        }
        put(head, "");
        return head.toByteArray();
    }

    private boolean has(String name) {
        return headers.stream()
                .anyMatch(header -> header.name().toLowerCase(Locale.ROOT).equals(name));
    }

    /** The value of a header, if there is exactly one line of it; else null. */
    @Nullable String only(String name) {
        List<Header> found =
                headers.stream()
                        .filter(header -> header.name().toLowerCase(Locale.ROOT).equals(name))
                        .toList();
        return found.size() == 1 ? found.getFirst().value() : null;
    }

    /** What has a line break would be another request. */
    private static String oneLine(String where, String text) throws UnsendableException {
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            throw new UnsendableException(where + ": a line break cannot be sent");
        }
        return text;
    }

    private static void put(ByteArrayOutputStream to, String line) {
        to.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
