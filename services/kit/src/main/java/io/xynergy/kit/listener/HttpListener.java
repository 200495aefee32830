package io.xynergy.kit.listener;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.xynergy.kit.error.ErrorBodies;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An HTTP listener with Helidon's routing.
 *
 * <p>When the process runs out of descriptors, Helidon's accept loop ends for good and says
 * nothing. A watch connects to the port once a second and starts a new server when nobody listens
 * any more; otherwise probes would find a dead port and have the process killed under its highest
 * load.
 */
public final class HttpListener implements AutoCloseable {

    private static final Logger LOG = System.getLogger(HttpListener.class.getName());
    private static final int WATCH_MILLIS = 1000;

    private final String name;
    private final TransportErrors errors;
    private final HelidonServers servers;
    private final ListenerSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final ScheduledExecutorService watch;
    private WebServer server;
    private boolean closed;

    private HttpListener(
            String name,
            ListenerSettings asked,
            Consumer<HttpRouting.Builder> routing,
            TransportErrors errors) {
        this.name = name;
        this.errors = errors;
        this.servers = new HelidonServers(routing, errors);
        server = servers.start(asked);
        settings = asked.at(server.port());
        watch =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name + "-watch").daemon(true).factory());
    }

    /**
     * Binds and serves.
     *
     * @param name for the log and the watch's thread
     * @param routing adds filters and routes; it is asked again when the server is started again
     * @throws ListenerException when the address cannot be bound, naming host, port and reason
     */
    public static HttpListener start(
            String name,
            ListenerSettings settings,
            Consumer<HttpRouting.Builder> routing,
            ErrorBodies errors) {
        var listener = new HttpListener(name, settings, routing, new TransportErrors(errors));
        Thread.ofVirtual().start(HttpListener::loadPoller);
        listener.beginWatch();
        return listener;
    }

    /** The port that it listens on, also when settings left the choice to the system. */
    public int port() {
        return settings.port();
    }

    /** Requests that were refused before a route was looked for: not HTTP, too large, too many. */
    public long refused() {
        return errors.answered();
    }

    /** Stops listening and cuts every connection; requests in flight get a fraction of a second. */
    @Override
    public void close() {
        watch.shutdownNow();
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                server.stop();
            }
        } finally {
            lock.unlock();
        }
    }

    private void beginWatch() {
        // revive() catches all that it could say through the future
        var _ =
                watch.scheduleWithFixedDelay(
                        this::revive, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void revive() {
        lock.lock();
        try {
            if (!closed && !listens()) {
                LOG.log(
                        Logger.Level.WARNING,
                        "the {0} listener had died and is started again",
                        name);
                server.stop();
                server = servers.start(settings);
            }
        } catch (RuntimeException e) {
            LOG.log(
                    Logger.Level.WARNING,
                    () -> "the " + name + " listener could not be started again",
                    e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the port is open; only a refusal is a no, as a lack of descriptors says nothing. */
    private boolean listens() {
        InetAddress any = new InetSocketAddress(settings.host(), settings.port()).getAddress();
        InetAddress host = any.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : any;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, settings.port()), WATCH_MILLIS);
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /**
     * Makes the JDK open the descriptors by which virtual threads wait for sockets.
     *
     * <p>It does so in a class initialiser at the first wait; if that fails once, for want of
     * descriptors, no virtual thread of this process could ever wait for a socket.
     */
    private static void loadPoller() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(1);
            socket.accept().close();
        } catch (IOException _) {
            // the timeout is what we waited for
        }
    }
}
