package io.xynergy.gateway.observe;

import java.io.IOException;

/** Where batches of lines go; for one thread. */
interface LogSink {

    /** Writes whole lines. */
    void write(byte[] bytes, int length) throws IOException;

    /**
     * Called now and then, and before each write.
     *
     * @param asked whether somebody says that the file has been moved away
     */
    void refresh(boolean asked);

    /** How often it was opened again, or could not be. */
    Tally<Reopened> reopened();

    void close() throws IOException;

    /** What came of it. */
    enum Reopened {
        /** Lines go to the new file. */
        DONE,
        /** Lines go to the file that was moved away, until the next try. */
        FAILED
    }
}
