package io.xynergy.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A small real server on a free port that does what its script says and keeps what it received.
 *
 * <p>The script runs once for each connection, on a thread of its own, and may be changed between
 * tests; a connection keeps the script it began with.
 */
public final class FakeUpstream implements AutoCloseable {

    /** A response that keeps the connection. */
    public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Serves one connection; the connection is closed when it returns. */
    @FunctionalInterface
    public interface Script {
        void serve(UpstreamPeer peer) throws IOException, InterruptedException;
    }

    /** What is done to a connection before it is spoken over. */
    @FunctionalInterface
    private interface Securing {
        Securing NONE = socket -> socket;

        Socket apply(Socket socket) throws IOException;
    }

    /** Answers one request with raw bytes. */
    @FunctionalInterface
    public interface Reply {
        String to(ReceivedRequest request) throws IOException;
    }

    private final ServerSocket listener;
    private final Thread acceptor;
    private final Securing securing;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<ReceivedRequest> requests = new LinkedBlockingQueue<>();

    @SuppressWarnings("JdkObsolete") // several connections append to it
    private final StringBuffer received = new StringBuffer();

    private final AtomicInteger accepted = new AtomicInteger();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private volatile Script script;

    private FakeUpstream(Script script) throws IOException {
        this(script, Securing.NONE);
    }

    private FakeUpstream(Script script, Securing securing) throws IOException {
        this.script = script;
        this.securing = securing;
        this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        this.acceptor =
                Thread.ofPlatform()
                        .daemon()
                        .name("upstream " + listener.getLocalPort())
                        .start(this::accept);
    }

    /** Starts one that answers every request with {@link #OK}. */
    public static FakeUpstream start() throws IOException {
        return replying(request -> OK);
    }

    /** Starts one that answers every request as told and keeps its connections. */
    public static FakeUpstream replying(Reply reply) throws IOException {
        return new FakeUpstream(each(reply));
    }

    /** Starts one with a script for each connection. */
    public static FakeUpstream serving(Script script) throws IOException {
        return new FakeUpstream(script);
    }

    /** Starts one that takes TLS alone, with the protocols that are named. */
    public static FakeUpstream secured(SSLContext context, Reply reply, String... protocols)
            throws IOException {
        return secured(
                context,
                reply,
                socket -> {
                    if (protocols.length > 0) {
                        socket.setEnabledProtocols(protocols);
                    }
                });
    }

    /** Starts one that speaks TLS as {@code settings} say. */
    public static FakeUpstream secured(
            SSLContext context, Reply reply, Consumer<SSLSocket> settings) throws IOException {
        return new FakeUpstream(
                each(reply),
                raw -> {
                    var socket =
                            (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
                    socket.setUseClientMode(false);
                    settings.accept(socket);
                    return socket;
                });
    }

    /** New connections answer every request as told. */
    public FakeUpstream reply(Reply reply) {
        return serve(each(reply));
    }

    /** New connections follow a script. */
    public FakeUpstream serve(Script newScript) {
        script = newScript;
        return this;
    }

    private static Script each(Reply reply) {
        return peer -> {
            ReceivedRequest request;
            while ((request = peer.next()) != null) {
                peer.send(reply.to(request));
            }
        };
    }

    /** The port it listens at. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Its URL for a policy. */
    @SuppressWarnings("ReferenceEquality") // the constant is meant, not one like it
    public String url() {
        return (securing == Securing.NONE ? "http://127.0.0.1:" : "https://localhost:") + port();
    }

    /** The oldest complete request that was not taken yet; waits for it. */
    public ReceivedRequest take() throws InterruptedException {
        ReceivedRequest request = requests.poll(Await.BOUND.toMillis(), TimeUnit.MILLISECONDS);
        if (request == null) {
            throw new AssertionError("no request reached the upstream within " + Await.BOUND);
        }
        return request;
    }

    /** The complete requests that were not taken yet. */
    public List<ReceivedRequest> untaken() {
        return List.copyOf(requests);
    }

    /** Every byte that ever came, as ISO-8859-1 text. */
    public String received() {
        return received.toString();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Connections that are open now. */
    public int connections() {
        return open.size();
    }

    /** What scripts threw, other than for connections that ended under them. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Forgets what it received, and ends its connections so that a new script comes to bear. */
    public void reset() {
        closeAll();
        requests.clear();
        failures.clear();
        received.setLength(0);
        accepted.set(0);
        script = each(request -> OK);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                accepted.incrementAndGet();
                Script own = script;
                Thread.ofVirtual().start(() -> serve(socket, own));
            } catch (IOException e) {
                // Closed, which the loop sees; or a peer that was gone at once.
            }
        }
    }

    private void serve(Socket socket, Script own) {
        try (socket;
                Socket secured = securing.apply(socket)) {
            own.serve(new UpstreamPeer(socket, secured, requests::add, this::record));
        } catch (IOException e) {
            // The gateway or the test ended the connection.
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failures.add(e);
        } finally {
            open.remove(socket);
        }
    }

    private void record(byte[] bytes) {
        received.append(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** Also ends connections that are accepted only now. */
    private void closeAll() {
        Await.until(
                "connections of the upstream end",
                () -> {
                    closeOpen();
                    return open.isEmpty();
                });
    }

    private void closeOpen() {
        for (Socket socket : new ArrayList<>(open)) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            // The port is free only when the thread that accepted at it has let go of it.
            acceptor.join(Await.BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll();
    }
}
