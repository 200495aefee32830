package io.xynergy.gateway.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Logs what any request may cause, at most every ten seconds; it says how many it left out. */
final class SeldomLog {

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final System.Logger log;
    private final AtomicLong next;
    private final LongAdder leftOut = new LongAdder();

    SeldomLog(System.Logger log, long nowNanos) {
        this.log = log;
        this.next = new AtomicLong(nowNanos);
    }

    /** Logs a warning, unless the last one was short ago. */
    void warn(long nowNanos, String message) {
        long due = next.get();
        if (nowNanos - due < 0 || !next.compareAndSet(due, nowNanos + PAUSE)) {
            leftOut.increment();
            return;
        }
        long others = leftOut.sumThenReset();
        log.log(
                System.Logger.Level.WARNING,
                others == 0 ? message : message + " (and " + others + " more before)");
    }
}
