package io.xynergy.gateway.tls;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the expensive steps of handshakes on platform threads of their own.
 *
 * <p>A signature or a chain's validation takes about a millisecond, which a core has not to spare;
 * a virtual thread started on a core would run on the same core.
 */
final class HandshakeTasks implements AutoCloseable {

    private static final int MAX_WAITING = 1024;

    private final ThreadPoolExecutor executor;

    HandshakeTasks(int threads) {
        executor =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().name("tls-handshake-", 0).daemon().factory());
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs a task and waits for its end by parking; inline when too many wait already. */
    void run(Runnable task) {
        var step = new Step(task, Thread.currentThread());
        try {
            executor.execute(step);
        } catch (RejectedExecutionException _) {
            step.run();
        }
        while (!step.over) {
            LockSupport.park(this);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }

    private static final class Step implements Runnable {
        private final Runnable task;
        private final Thread waiting;
        private volatile boolean over;

        Step(Runnable task, Thread waiting) {
            this.task = task;
            this.waiting = waiting;
        }

        @Override
        public void run() {
            try {
                task.run();
            } finally {
                over = true;
                LockSupport.unpark(waiting);
            }
        }
    }
}
