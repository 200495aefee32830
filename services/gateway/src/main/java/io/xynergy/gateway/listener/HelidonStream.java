package io.xynergy.gateway.listener;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ConnectionContext;
import io.xynergy.gateway.wire.BlockingStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * A connection that Helidon's listener accepted.
 *
 * <p>Helidon's own reader has neither deadlines nor half closes, and takes a buffer for each read;
 * so what it has read already is taken over, and the rest comes from the socket itself.
 */
final class HelidonStream implements BlockingStream {

    private static final System.Logger LOG = System.getLogger(HelidonStream.class.getName());
    private static final int PIECE = 16 * 1024;

    private final DataReader early;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    HelidonStream(ConnectionContext connection, Socket socket) throws IOException {
        this.early = connection.dataReader();
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int known = early.available();
        if (known > 0) {
            byte[] bytes = early.readBytes(Math.min(known, into.remaining()));
            into.put(bytes);
            return bytes.length;
        }
        if (into.hasArray()) {
            int offset = into.arrayOffset() + into.position();
            int read = in.read(into.array(), offset, into.remaining());
            into.position(into.position() + Math.max(read, 0));
            return read;
        }
        byte[] piece = new byte[Math.min(into.remaining(), PIECE)];
        int read = in.read(piece);
        if (read > 0) {
            into.put(piece, 0, read);
        }
        return read;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        if (from.hasArray()) {
            out.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
            from.position(from.limit());
            return;
        }
        byte[] piece = new byte[Math.min(from.remaining(), PIECE)];
        from.get(piece);
        out.write(piece);
    }

    @Override
    public void endInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The one stream of the three that has to wait to see an end: a millisecond. */
    @Override
    public int readNow(ByteBuffer into) throws IOException {
        socket.setSoTimeout(1);
        try {
            return read(into);
        } catch (SocketTimeoutException _) {
            return 0;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    @Override
    public boolean hasMore() throws IOException {
        return early.available() > 0 || in.available() > 0;
    }

    @Override
    public void resetOnClose() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed before it was reset", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "close failed", e);
        }
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }
}
