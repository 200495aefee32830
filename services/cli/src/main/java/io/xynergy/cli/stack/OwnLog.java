package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.util.Arrays;

/** The log of this process: in a file while it starts and stops, and shown too while it serves. */
final class OwnLog extends OutputStream {

    private final PartLog file;
    private final Progress progress;
    private volatile boolean shown;

    OwnLog(PartLog file, Progress progress) {
        this.file = file;
        this.progress = progress;
    }

    /** Whether the user sees what is logged from now on, such as that an edit is in force. */
    void show(boolean newShown) {
        shown = newShown;
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    /** A handler writes whole lines. */
    @Override
    public void write(byte[] bytes, int from, int length) {
        byte[] line = Arrays.copyOfRange(bytes, from, from + length);
        file.write(line, line.length);
        if (shown) {
            progress.line(new String(line, UTF_8).stripTrailing());
        }
    }
}
