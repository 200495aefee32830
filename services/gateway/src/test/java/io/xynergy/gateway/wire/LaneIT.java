package io.xynergy.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lanes do at the edges between threads. */
final class LaneIT {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int TIMES = 300;

    /** Takes everybody. */
    private static final class OpenGate implements Listener.Gate {
        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public boolean enter() {
            return inside.incrementAndGet() > 0;
        }

        @Override
        public void accepted() {
            // Nobody counts them here.
        }

        @Override
        public void leave() {
            inside.decrementAndGet();
        }

        @Override
        public void acceptFailed(Exception cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static Transport connect(Lane lane, ServerSocket server) throws Exception {
        var address = new InetSocketAddress(HERE, server.getLocalPort());
        var connected = new CompletableFuture<Transport>();
        lane.start(() -> {
            try {
                long deadline = System.nanoTime() + Await.BOUND.toNanos();
                connected.complete(lane.connect(address, deadline));
            } catch (IOException e) {
                connected.completeExceptionally(e);
            }
        });
        return connected.get();
    }

    @ParameterizedTest
    @EnumSource(Lanes.Carrier.class)
    void aClosedListenerRefusesAtOnce(Lanes.Carrier carrier) throws IOException {
        Lane lane =
                switch (carrier) {
                    case CORE -> new Core(0);
                    case THREAD -> new ThreadLane(0);
                };
        var gate = new OpenGate();
        var settings = new Listener.Settings(128, false, gate);
        for (int i = 0; i < TIMES; i++) {
            Listener listener =
                    lane.listen(new InetSocketAddress(HERE, 0), settings, Transport::close);
            new Socket(HERE, listener.address().getPort()).close();

            listener.close();

            assertThatThrownBy(() -> new Socket(HERE, listener.address().getPort()))
                    .as("time %d", i)
                    .isInstanceOf(ConnectException.class);
        }
        Await.until("all have left", () -> gate.inside.get() == 0);
        lane.close();
    }

    /**
     * The selector's monitors are for the core alone: a thread that was taken off its processor
     * with one of them in its hand once stopped a core for ever.
     */
    @Test
    void aCoreClosesItsConnectionsItself() throws Exception {
        Core core = new Core(0);
        try (var server = new ServerSocket(0, 1, HERE)) {
            Transport transport = connect(core, server);
            Socket peer = server.accept();
            var goOn = new CountDownLatch(1);
            core.execute(() -> awaitLatch(goOn));

            transport.close();

            peer.setSoTimeout(50);
            assertThatThrownBy(() -> peer.getInputStream().read())
                    .as("the core has had no time to close it")
                    .isInstanceOf(SocketTimeoutException.class);
            goOn.countDown();
            peer.setSoTimeout((int) Await.BOUND.toMillis());
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            peer.close();
        }
        core.close();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoIsToldOfAnIdlePeersEndMayTakeLocks() throws Exception {
        Core core = new Core(0);
        try (var server = new ServerSocket(0, 1, HERE)) {
            Transport transport = connect(core, server);
            Socket peer = server.accept();
            var told = new CompletableFuture<Boolean>();
            core.start(() ->
                    transport.onUnread(() -> told.complete(Thread.currentThread().isVirtual())));

            peer.close();

            assertThat(told.get()).as("told on a virtual thread").isTrue();
            transport.close();
        }
        core.close();
    }
}
