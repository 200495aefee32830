package io.xynergy.kit.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** Writes each record as one line in one write, so that lines of several threads never mix. */
final class LineHandler extends Handler {

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    LineHandler(LineFormatter formatter, OutputStream out) {
        this.out = out;
        setFormatter(formatter);
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        byte[] line;
        try {
            line = getFormatter().format(entry).getBytes(StandardCharsets.UTF_8);
        } catch (RuntimeException e) {
            reportError(null, e, ErrorManager.FORMAT_FAILURE);
            return;
        }
        lock.lock();
        try {
            out.write(line);
            out.flush();
        } catch (IOException e) {
            reportError(null, e, ErrorManager.WRITE_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {}

    /** Leaves the stream open: it is the process's own, and shutdown hooks still log. */
    @Override
    public void close() {}
}
