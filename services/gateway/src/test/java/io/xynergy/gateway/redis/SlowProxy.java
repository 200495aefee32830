package io.xynergy.gateway.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A network between clients and a server that takes its time for every response. */
final class SlowProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private volatile Duration delay;

    SlowProxy(int target, Duration delay) {
        this.target = target;
        this.delay = delay;
        try {
            listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    void delay(Duration newDelay) {
        delay = newDelay;
    }

    private void accept() {
        try {
            for (; ; ) {
                Socket client = listener.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> copy(client, server, false));
                Thread.ofVirtual().start(() -> copy(server, client, true));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void copy(Socket from, Socket to, boolean slowly) {
        var buffer = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                if (slowly && !delay.isZero()) {
                    LockSupport.parkNanos(delay.toNanos());
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException _) {
            // closed
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : List.copyOf(sockets)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
