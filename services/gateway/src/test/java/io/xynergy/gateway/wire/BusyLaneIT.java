package io.xynergy.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lanes with many busy connections: no wake-up is lost, and none is paid for twice. */
final class BusyLaneIT {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** More than a core runs in a turn at least, and than its selector names at once. */
    private static final int MANY = 600;

    private static final int CLIENTS = 96;
    private static final int MOST_BYTES = 400_000;
    private static final int LARGEST_PIECE = 48 * 1024;

    /** Lets everybody in and knows who has not left. */
    private static final class CountingGate implements Listener.Gate {
        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public boolean enter() {
            return inside.incrementAndGet() > 0;
        }

        @Override
        public void accepted() {
            // Those inside are counted.
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

    /**
     * A channel whose thread is on its way must not be disarmed and armed again: that would be two
     * system calls a request as soon as more connections are ready than one turn runs.
     */
    @Test
    void manyReadyAtOnceStayArmed() throws Exception {
        Core core = new Core(0);
        var transports = new ConcurrentLinkedQueue<Transport>();
        var waiting = new AtomicInteger();
        var read = new AtomicInteger();
        var disarmed = new AtomicInteger();
        Listener listener =
                core.listen(
                        new InetSocketAddress(HERE, 0),
                        new Listener.Settings(MANY, false, new CountingGate()),
                        transport -> {
                            transports.add(transport);
                            waiting.incrementAndGet();
                            readOne(transport);
                            if (!isArmed(core, transport)) {
                                disarmed.incrementAndGet();
                            }
                            read.incrementAndGet();
                        });
        List<Socket> peers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            peers.add(new Socket(HERE, listener.address().getPort()));
        }
        Await.until("all wait", () -> waiting.get() == MANY);

        whileHeld(
                core,
                () -> {
                    for (Socket peer : peers) {
                        peer.getOutputStream().write(1);
                    }
                });

        Await.until("all have read", () -> read.get() == MANY);
        assertThat(disarmed).hasValue(0);
        for (Socket peer : peers) {
            peer.close();
        }
        transports.forEach(Transport::close);
        listener.close();
        core.close();
    }

    /** What nobody wants must not keep the selector from its sleep; wanted, it is there. */
    @Test
    void bytesThatNobodyWantsAreQuietUntilTheyAreRead() throws Exception {
        Core core = new Core(0);
        try (var server = new ServerSocket(0, 1, HERE)) {
            var connected = new ConcurrentLinkedQueue<Transport>();
            var wanted = new CountDownLatch(1);
            var got = new AtomicInteger();
            core.start(() -> {
                try {
                    var address = new InetSocketAddress(HERE, server.getLocalPort());
                    connected.add(core.connect(address, Transport.NO_DEADLINE));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Socket peer = server.accept();
            Await.until("connected", () -> !connected.isEmpty());
            Transport transport = connected.element();

            peer.getOutputStream().write(7);

            Await.until("quiet", () -> !isArmedSeenFromOutside(core, transport));
            core.start(() -> {
                got.set(readOne(transport));
                wanted.countDown();
            });
            wanted.await();
            assertThat(got).hasValue(7);
            var second = new CountDownLatch(1);
            core.start(() -> {
                got.set(readOne(transport));
                second.countDown();
            });
            peer.getOutputStream().write(8);
            second.await();
            assertThat(got).as("after it was quiet").hasValue(8);
            peer.close();
            transport.close();
        }
        core.close();
    }

    /**
     * Echoes of random pieces, read and written in random parts, with deadlines that pass and
     * clients that leave in the middle: all others get each byte, and nobody is left behind. On the
     * JVM's threads a deadline ends the stream, so none passes there.
     */
    @ParameterizedTest
    @EnumSource(Lanes.Carrier.class)
    void noWakeUpIsLost(Lanes.Carrier carrier) throws Exception {
        Lane lane = carrier == Lanes.Carrier.CORE ? new Core(0) : new ThreadLane(0);
        var gate = new CountingGate();
        var seeds = new AtomicInteger();
        var broken = new AtomicInteger();
        long shortest = carrier == Lanes.Carrier.CORE ? 0 : TimeUnit.HOURS.toNanos(1);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Listener listener =
                lane.listen(
                        new InetSocketAddress(HERE, 0),
                        new Listener.Settings(CLIENTS, false, gate),
                        transport -> {
                            var random = new SplittableRandom(seeds.incrementAndGet());
                            try (var echo = new Echo(transport, random, shortest)) {
                                echo.run();
                            } catch (IOException e) {
                                broken.incrementAndGet(); // its client left
                            } catch (RuntimeException | AssertionError e) {
                                failures.add(e);
                            }
                        });
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            var random = new SplittableRandom(1_000 + i);
            boolean leaves = i % 4 == 0;
            clients.add(
                    Thread.ofVirtual()
                            .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
                            .start(() -> converse(listener.address().getPort(), random, leaves)));
        }

        for (Thread client : clients) {
            client.join();
        }

        listener.close();
        Await.until("all have left", () -> gate.inside.get() == 0);
        assertThat(failures).isEmpty();
        assertThat(broken).hasValueLessThanOrEqualTo(CLIENTS / 4);
        lane.close();
    }

    /**
     * The side of the lane.
     *
     * @param shortest the shortest time to a deadline, in nanoseconds
     */
    private record Echo(Transport transport, SplittableRandom random, long shortest)
            implements AutoCloseable {

        void run() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(LARGEST_PIECE);
            while (true) {
                buffer.clear().limit(random.nextInt(1, buffer.capacity() + 1));
                if (read(buffer) < 0) {
                    transport.closeOutput();
                    return;
                }
                transport.write(buffer.flip());
            }
        }

        private int read(ByteBuffer buffer) throws IOException {
            while (true) {
                boolean hurried = random.nextInt(4) == 0;
                transport.readDeadline(
                        hurried
                                ? System.nanoTime() + shortest + random.nextInt(2_000_000)
                                : Transport.NO_DEADLINE);
                try {
                    if (random.nextBoolean()) {
                        return transport.fill(buffer);
                    }
                    transport.awaitReadable();
                    int read = transport.fillNow(buffer);
                    if (read != 0) {
                        return read;
                    }
                } catch (DeadlineException e) {
                    assertThat(hurried && shortest == 0).as("a deadline that was set").isTrue();
                }
            }
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    /** Sends pieces and takes them back, sending and taking at the same time. */
    private static void converse(int port, SplittableRandom random, boolean leaves) {
        byte[] sent = new byte[random.nextInt(1, MOST_BYTES)];
        random.nextBytes(sent);
        int end = leaves ? sent.length / 2 : sent.length;
        SplittableRandom pieces = random.split();
        try (var socket = new Socket(HERE, port)) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    send(socket, sent, end, pieces, leaves);
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            InputStream in = socket.getInputStream();
            if (!leaves) {
                assertThat(in.readAllBytes()).isEqualTo(sent);
            }
            sender.join();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(
            Socket socket, byte[] bytes, int end, SplittableRandom random, boolean leaves)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        for (int at = 0; at < end; ) {
            // Who takes nothing back must not send more than the sockets hold.
            int most = leaves ? 64 : LARGEST_PIECE;
            int piece = Math.min(end - at, random.nextInt(1, most));
            out.write(bytes, at, piece);
            at = leaves && at > LARGEST_PIECE ? end : at + piece;
        }
        if (!leaves) {
            socket.shutdownOutput();
        }
    }

    /** What happens while the core does nothing is all there when it selects again. */
    private static void whileHeld(Core core, Callable action) throws Exception {
        var held = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        core.execute(() -> {
            held.countDown();
            awaitLatch(goOn);
        });
        held.await();
        action.call();
        goOn.countDown();
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Callable {
        void call() throws Exception;
    }

    private static int readOne(Transport transport) {
        ByteBuffer one = ByteBuffer.allocate(8);
        try {
            transport.fill(one);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return one.get(0);
    }

    /** Called on the core. */
    private static boolean isArmed(Core core, Transport transport) {
        return core.selector().keys().stream()
                .filter(key -> transport.equals(key.attachment()))
                .allMatch(key -> (key.interestOps() & SelectionKey.OP_READ) != 0);
    }

    private static boolean isArmedSeenFromOutside(Core core, Transport transport) {
        var response = new AtomicInteger(-1);
        core.execute(() -> response.set(isArmed(core, transport) ? 1 : 0));
        Await.until("the core answered", () -> response.get() >= 0);
        return response.get() == 1;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
