package io.xynergy.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.WireReader.Framing;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client that sends exactly the bytes it is told to and reads responses to the byte. */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final WireReader in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new WireReader(socket.getInputStream());
    }

    /** Connects to a port of this machine. */
    public static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /**
     * Connects with a receive buffer of a given size, so that a client can be a slow reader.
     *
     * @param receiveBuffer in bytes; 0 is the system's choice
     */
    public static RawClient connect(int port, int receiveBuffer) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Await.BOUND.toMillis());
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                (int) Await.BOUND.toMillis());
        return new RawClient(socket);
    }

    /** Connects to a port of this machine by TLS, with its handshake. */
    public static RawClient connect(int port, SSLContext context) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        RawClient client = over(socket);
        socket.startHandshake();
        return client;
    }

    /** Speaks over a connection that is there already. */
    public static RawClient over(Socket socket) throws IOException {
        socket.setSoTimeout((int) Await.BOUND.toMillis());
        return new RawClient(socket);
    }

    /** The client's own port, by which logs know it. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Sends ISO-8859-1 text in one write. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes in one write. */
    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends ISO-8859-1 text with one write a byte. */
    public RawClient sendByteByByte(String text) throws IOException {
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            socket.getOutputStream().write(b);
        }
        return this;
    }

    /** Sends text in one write; false when the peer has closed. */
    public boolean trySend(String text) {
        try {
            send(text);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends what can be sent; a peer that has closed meanwhile does not matter. */
    public void sendInVain(String text) {
        boolean ignored = trySend(text);
    }

    /** Reads one response to a request that was not HEAD. */
    public Response read() throws IOException {
        return read(false);
    }

    /** Reads one response to a HEAD request. */
    public Response readToHead() throws IOException {
        return read(true);
    }

    private Response read(boolean toHead) throws IOException {
        String head;
        try {
            head = in.head();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no response within " + Await.BOUND, e);
        }
        if (head == null) {
            throw new EOFException("the connection ended before a response");
        }
        var framing = toHead ? Framing.NONE : framing(head);
        List<String> lengths = WireReader.values(head, "Content-Length");
        int length = framing == Framing.LENGTH ? Integer.parseInt(lengths.getFirst()) : 0;
        WireReader.Body body = in.body(framing, length);
        return new Response(head, body.raw(), body.content(), body.trailers());
    }

    private static Framing framing(String head) {
        List<String> lengths = WireReader.values(head, "Content-Length");
        List<String> codings = WireReader.values(head, "Transfer-Encoding");
        assertThat(lengths.size() + codings.size()).as("framings in %s", head).isLessThan(2);
        String status = head.substring(head.indexOf(' ') + 1, head.indexOf(' ') + 4);
        if (status.startsWith("1") || status.equals("204") || status.equals("304")) {
            return Framing.NONE;
        }
        if (!codings.isEmpty()) {
            assertThat(codings).containsExactly("chunked");
            return Framing.CHUNKED;
        }
        return lengths.isEmpty() ? Framing.CLOSE : Framing.LENGTH;
    }

    /**
     * Reads the response to a request that is refused: an error in the standard form that names the
     * request, and the end of the connection.
     */
    public Response expectRefusal(int status) throws IOException {
        Response response = read();
        assertThat(response.status()).as(response.text()).isEqualTo(status);
        assertThat(response.value("Content-Type")).isEqualTo("application/json");
        assertThat(response.error("requestId")).isEqualTo(response.value("X-Request-Id"));
        assertThat(response.value("Connection")).isEqualTo("close");
        expectEnd();
        return response;
    }

    /** Reads the next head alone; what follows is for {@link #readText}. */
    public String readHead() throws IOException {
        String head = in.head();
        if (head == null) {
            throw new EOFException("the connection ended before a response");
        }
        return head;
    }

    /** Reads bytes as ISO-8859-1 text. */
    public String readText(int length) throws IOException {
        return new String(in.exactly(length), StandardCharsets.ISO_8859_1);
    }

    /** Reads and forgets so many bytes. */
    public void skip(long length) throws IOException {
        in.skip(length);
    }

    /** Whether the peer has sent something that was not read yet. */
    public boolean hasMore() throws IOException {
        return in.hasMore();
    }

    /** Waits until the peer closes in good order; fails if it sends or resets instead. */
    public void expectEnd() throws IOException {
        try {
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError("the peer sent more: 0x" + Integer.toHexString(next));
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the peer did not close within " + Await.BOUND, e);
        }
    }

    /** Waits until the connection is over in whatever way, skipping what still comes. */
    public void awaitEnd() throws IOException {
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the peer did not close within " + Await.BOUND, e);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    /** Tells the peer that no more comes, and goes on reading. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection off with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
