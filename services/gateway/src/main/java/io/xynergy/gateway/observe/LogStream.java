package io.xynergy.gateway.observe;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that stays the same, such as standard output. */
final class LogStream implements LogSink {

    private final OutputStream out;
    private final Tally<Reopened> reopened = new Tally<>(Reopened.class);

    LogStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
    }

    @Override
    public void refresh(boolean asked) {}

    @Override
    public Tally<Reopened> reopened() {
        return reopened;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
