package io.xynergy.gateway.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reactor that is the scheduler of its own virtual threads.
 *
 * <p>One platform thread selects, and runs the continuations of the virtual threads that became
 * ready, in turn. A channel is registered once and read only when it is ready, and whoever waited
 * for it goes on where readiness was found: four system calls a proxied request and a share of one
 * {@code epoll_wait}, with no hand-over between threads.
 *
 * <p>Whatever blocks the platform thread blocks the whole core, so it touches no files and no
 * names. Nor does it take a lock or monitor that its virtual threads share with other threads:
 * behind one of its own in the line for it, the platform thread would wait for a thread that only
 * it can run, for ever. The selector and its channels have such monitors, so they are used on the
 * core alone; what may take a lock is run by a virtual thread.
 */
final class Core implements Lane, Executor {

    private static final System.Logger LOG = System.getLogger(Core.class.getName());

    /**
     * Continuations run before the selector is asked again, so that it is not starved. Where more
     * wait, all of them run: asked earlier, the selector would name their channels once more.
     */
    private static final int TURN = 256;

    /** Parts of long streams that are moved between two looks at who else has come. */
    private static final int BULK_TURN = 16;

    /** The same while others wait. */
    private static final int BULK_TURN_WHEN_BUSY = 4;

    /** How long others wait for what the core does between two turns. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final long TICK_MILLIS = (1L << TimerWheel.TICK_SHIFT) / 1_000_000;

    private final int index;
    private final Selector selector;
    private final Thread thread;
    private final Thread.Builder.OfVirtual threads;
    private final TimerWheel timers;
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>(256);

    /** Those who move much, and give way to those who want a moment only. */
    private final ArrayDeque<Runnable> bulk = new ArrayDeque<>(64);

    /** Whether what is executed next is for {@link #bulk}. */
    private boolean movesMuch;

    private final ConcurrentLinkedQueue<Runnable> foreign = new ConcurrentLinkedQueue<>();
    private final Consumer<SelectionKey> onReady = Core::dispatch;

    /** Read by foreign threads to know whether the selector must be woken. */
    private volatile boolean asleep;

    private volatile boolean closed;

    Core(int index) {
        this.index = index;
        this.timers = new TimerWheel(System.nanoTime());
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.threads =
                VirtualThreads.on(this)
                        .inheritInheritableThreadLocals(false)
                        .uncaughtExceptionHandler(OutOfMemory::uncaught);
        this.thread = Thread.ofPlatform().name("core-" + index).daemon().unstarted(this::run);
        thread.start();
    }

    /** What a selection key is attached to. */
    interface Selectable {
        void ready(int operations);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void start(Runnable task) {
        if (isCurrent()) {
            threads.start(task);
        } else {
            execute(() -> threads.start(task));
        }
    }

    /** Runs a short task, which must not wait, on this core's platform thread. */
    @Override
    public void execute(Runnable continuation) {
        if (isCurrent()) {
            (movesMuch ? bulk : ready).addLast(continuation);
            movesMuch = false;
        } else {
            foreign.add(continuation);
            if (asleep) {
                selector.wakeup();
            }
        }
    }

    @Override
    public Transport connect(InetSocketAddress address, long deadline) throws IOException {
        SocketChannel channel = Channels.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(address);
            var transport = new CoreTransport(this, channel, address, () -> {});
            if (!connected) {
                transport.finishConnect(deadline);
            }
            return transport;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Listener listen(
            InetSocketAddress address, Listener.Settings settings, Consumer<Transport> connections)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (settings.shared()) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address, settings.backlog());
            var listener = new CoreListener(this, channel, settings.gate(), connections);
            execute(listener::open);
            return listener;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a short task on this core's platform thread and has the selector let go of the channels
     * that the task closed; returns when both is done, or the core has ended.
     */
    void settle(Runnable task) {
        var settled = new CountDownLatch(1);
        execute(() -> {
            try {
                task.run();
                forgetCancelled();
            } finally {
                settled.countDown();
            }
        });
        try {
            boolean ended = !settled.await(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                LOG.log(Level.DEBUG, "core {0} has ended", index);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the selector let go of channels whose keys were cancelled; on this core alone. */
    void forgetCancelled() {
        try {
            selector.selectNow(onReady);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lets a thread of this core go on; one that moves much, behind those who do not.
     *
     * @param thread may be null
     */
    void unpark(@Nullable Thread thread, boolean much) {
        movesMuch = much;
        LockSupport.unpark(thread);
        movesMuch = false;
    }

    /** Lets others on before the calling thread, which moves much; on this core. */
    @SuppressWarnings("ThreadPriorityCheck") // the scheduler is the core: it runs others first
    void giveWay() {
        movesMuch = true;
        Thread.yield();
        movesMuch = false;
    }

    Selector selector() {
        return selector;
    }

    TimerWheel timers() {
        return timers;
    }

    /** Whether the caller runs on this core, on its platform thread or carried by it. */
    @SuppressWarnings("ReferenceEquality") // threads are what they are by identity
    boolean isCurrent() {
        return VirtualThreads.currentCarrier() == thread;
    }

    private void run() {
        try (selector) {
            while (!closed) {
                turn();
            }
            // Threads that were woken by the closing of their transports still get to their end.
            for (int i = 0; i < 1_000 && runReady() > 0; i++) {
                selector.selectNow(onReady);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "core " + index + " stopped", e);
        } catch (RuntimeException | Error e) {
            OutOfMemory.endProcess(e);
            throw e;
        }
    }

    private void turn() throws IOException {
        runReady();
        timers.advance(System.nanoTime());
        if (!ready.isEmpty() || !bulk.isEmpty()) {
            selector.selectNow(onReady);
            return;
        }
        asleep = true;
        if (foreign.isEmpty()) {
            selector.select(onReady, timers.isEmpty() ? 0 : TICK_MILLIS);
        }
        asleep = false;
    }

    private int runReady() {
        Runnable task;
        while ((task = foreign.poll()) != null) {
            ready.addLast(task);
        }
        int most = Math.max(TURN, ready.size());
        int ran = 0;
        while (ran < most && (task = ready.pollFirst()) != null) {
            ran++;
            runOne(task);
        }
        return ran + runBulk();
    }

    private int runBulk() {
        int most = ready.isEmpty() ? BULK_TURN : BULK_TURN_WHEN_BUSY;
        int ran = 0;
        Runnable task;
        while (ran < most && (task = bulk.pollFirst()) != null) {
            ran++;
            runOne(task);
        }
        return ran;
    }

    private void runOne(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            OutOfMemory.endProcess(e);
            threads.start(() -> LOG.log(Level.ERROR, "task on core " + index + " failed", e));
        }
    }

    private static void dispatch(SelectionKey key) {
        if (key.isValid()) {
            ((Selectable) key.attachment()).ready(key.readyOps());
        }
    }
}
