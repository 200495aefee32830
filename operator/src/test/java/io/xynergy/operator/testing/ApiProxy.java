package io.xynergy.operator.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A port without TLS before the API server, one request a connection, that can be closed, and can
 * say of watches that what they want to go on from is gone, as an API server does that has thrown
 * away its history.
 */
public final class ApiProxy implements AutoCloseable {

    private static final String GONE =
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
                    + "\"status\":\"Failure\",\"message\":\"too old resource version: 1 (2)\","
                    + "\"reason\":\"Expired\",\"code\":410}}";

    private final ServerSocket listener;
    private final SSLContext tls;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private final AtomicInteger gone = new AtomicInteger();
    private volatile boolean cut;
    private volatile boolean expiring;

    /** A proxy for the server that a client with this configuration would speak to. */
    public ApiProxy(Config config) {
        target = URI.create(config.getMasterUrl()).getPort();
        try {
            tls = SSLContext.getInstance("TLS");
            tls.init(SSLUtils.keyManagers(config), SSLUtils.trustManagers(config), null);
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    /** Ends every connection, and every new one at once. */
    public void cut() {
        cut = true;
        sockets.forEach(Wire::end);
    }

    /** Lets connections through again; the first watch of each kind is told that it is too late. */
    public void mendTooLate() {
        expired.clear();
        gone.set(0);
        expiring = true;
        cut = false;
    }

    /** How many watches were told that. */
    public int gone() {
        return gone.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> serve(near));
            } catch (IOException _) {
                // the next one
            }
        }
    }

    private void serve(Socket near) {
        try {
            if (!cut) {
                List<String> head = head(near.getInputStream());
                if (isTooLate(head)) {
                    sayGone(near, head);
                } else {
                    forward(near, head);
                }
            }
        } catch (IOException _) {
            // it ended
        } finally {
            Wire.end(near);
            sockets.remove(near);
        }
    }

    /** Request line and headers, to the empty line. */
    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        var line = new ByteArrayOutputStream();
        for (int read = in.read(); ; read = in.read()) {
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            if (read != '\n') {
                line.write(read);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1).strip();
            line.reset();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
        }
    }

    private boolean isTooLate(List<String> head) {
        String request = head.getFirst();
        return expiring
                && request.contains("watch=true")
                && header(head, "sec-websocket-key") != null
                && expired.add(request.substring(0, request.indexOf('?')));
    }

    private static @Nullable String header(List<String> head, String name) {
        for (String line : head) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return null;
    }

    /** Opens the watch, and says in it what an API server would. */
    private void sayGone(Socket near, List<String> head) throws IOException {
        String response =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept(String.valueOf(header(head, "sec-websocket-key")))
                        + "\r\n\r\n";
        byte[] text = GONE.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.writeBytes(response.getBytes(StandardCharsets.ISO_8859_1));
        out.write(0x81);
        out.write(126);
        out.write(text.length >> 8);
        out.write(text.length);
        out.writeBytes(text);
        near.getOutputStream().write(out.toByteArray());
        near.getOutputStream().flush();
        gone.incrementAndGet();
        // until the client closes
        near.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static String accept(String key) {
        try {
            byte[] text =
                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void forward(Socket near, List<String> head) throws IOException {
        try (Socket far =
                tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), target)) {
            sockets.add(far);
            OutputStream out = far.getOutputStream();
            out.write(rewritten(head).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            Thread.ofVirtual().start(() -> copy(near, far));
            far.getInputStream().transferTo(near.getOutputStream());
            sockets.remove(far);
        }
    }

    private static String rewritten(List<String> head) {
        boolean isWebSocket = header(head, "sec-websocket-key") != null;
        var text = new StringBuilder();
        for (String line : head) {
            String lower = line.toLowerCase(Locale.ROOT);
            boolean isOfConnection =
                    lower.startsWith("connection:")
                            || lower.startsWith("upgrade:")
                            || lower.startsWith("http2-settings:");
            if (isWebSocket || !isOfConnection) {
                text.append(line).append("\r\n");
            }
        }
        return text.append(isWebSocket ? "\r\n" : "Connection: close\r\n\r\n").toString();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // it ended
        }
    }

    @Override
    public void close() {
        Wire.end(listener);
        sockets.forEach(Wire::end);
    }
}
