package io.xynergy.gateway.testing;

import io.xynergy.gateway.testing.WireReader.Framing;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An upstream's side of one connection, for the script that serves it. */
public final class UpstreamPeer {

    private final Socket raw;
    private final Socket socket;
    private final WireReader in;
    private final Consumer<ReceivedRequest> requests;

    /**
     * A peer.
     *
     * @param raw what {@code socket} may have put TLS over
     */
    UpstreamPeer(
            Socket raw, Socket socket, Consumer<ReceivedRequest> requests, Consumer<byte[]> bytes)
            throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.in = new WireReader(new Recorder(socket.getInputStream(), bytes));
        this.requests = requests;
    }

    /** The next request with its body; null when the gateway has closed. */
    public @Nullable ReceivedRequest next() throws IOException {
        String head = in.head();
        return head == null ? null : withBody(head);
    }

    /** The next request, which must come. */
    public ReceivedRequest request() throws IOException {
        return Objects.requireNonNull(next(), "the gateway closed instead of sending a request");
    }

    /** The next request's head alone, which must come; {@link #body} reads on. */
    public String head() throws IOException {
        return Objects.requireNonNull(in.head(), "the gateway closed instead of sending a head");
    }

    /** The body of a head that was read by itself; recorded with it. */
    public ReceivedRequest body(String head) throws IOException {
        return withBody(head);
    }

    private ReceivedRequest withBody(String head) throws IOException {
        List<String> lengths = WireReader.values(head, "Content-Length");
        List<String> codings = WireReader.values(head, "Transfer-Encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new IOException("the gateway sent two framings:\n" + head);
        }
        Framing framing = lengths.isEmpty() ? Framing.NONE : Framing.LENGTH;
        if (!codings.isEmpty()) {
            framing = Framing.CHUNKED;
        }
        int length = lengths.isEmpty() ? 0 : Integer.parseInt(lengths.getFirst());
        WireReader.Body body = in.body(framing, length);
        var request = new ReceivedRequest(head, body.raw(), body.content(), body.trailers());
        requests.accept(request);
        return request;
    }

    /** One byte, or −1 at the end. */
    public int read() throws IOException {
        return in.read();
    }

    /** Sends ISO-8859-1 text in one write. */
    public UpstreamPeer send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes in one write. */
    public UpstreamPeer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Tells the gateway that no more comes, and goes on reading. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads and forgets until the gateway closes. */
    public void awaitEnd() throws IOException {
        while (in.read() >= 0) {
            continue;
        }
    }

    /** Breaks the connection off with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Ends the connection below TLS, which is not told. */
    public void cutOff() throws IOException {
        raw.shutdownOutput();
        awaitEnd();
    }

    /** Closes the connection. */
    public void close() throws IOException {
        socket.close();
    }

    private static final class Recorder extends FilterInputStream {
        private final Consumer<byte[]> bytes;

        Recorder(InputStream in, Consumer<byte[]> bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read > 0) {
                byte[] copy = new byte[read];
                System.arraycopy(into, offset, copy, 0, read);
                bytes.accept(copy);
            }
            return read;
        }
    }
}
