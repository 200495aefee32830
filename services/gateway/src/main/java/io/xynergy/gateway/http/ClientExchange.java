package io.xynergy.gateway.http;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One response on an upstream's connection: its head, and where its body is found. */
public final class ClientExchange implements AutoCloseable {

    /** What one holds of the heap, with the tables of its head. */
    static final int BYTES = HeadBytes.FIRST + 2 * 1024;

    /** What came of waiting for a response. */
    public enum Arrival {
        /** A head is there. */
        RESPONSE,
        /** The upstream closed before the first byte. */
        END,
        /** The upstream closed within the head. */
        TRUNCATED,
        /** The head is malformed or too large. */
        REFUSED
    }

    private final Buffers lender;
    private final HeadBytes room;
    private final EarlyBody early;
    private final ResponseHead head = new ResponseHead();
    private final BodyDecoder body = new BodyDecoder(MessageKind.RESPONSE);
    private @Nullable Transport transport;
    private int start;
    private int end;
    private byte[] bytes;
    private @Nullable HeadRefusal tooLarge;

    ClientExchange(Buffers buffers) {
        lender = buffers;
        room = new HeadBytes(buffers);
        bytes = room.array();
        early = new EarlyBody(bytes);
    }

    public ResponseHead head() {
        return head;
    }

    public BodyDecoder body() {
        return body;
    }

    /** The upstream's stream. */
    public Transport transport() {
        return Objects.requireNonNull(transport, "no connection");
    }

    /** What came of the body with its head. */
    public EarlyBody early() {
        return early;
    }

    public void attach(Transport newTransport) {
        transport = newTransport;
        start = 0;
        end = 0;
        tooLarge = null;
    }

    /** Gives it back to who lent it. */
    @Override
    public void close() {
        lender.give(this);
    }

    void detach() {
        forgetHead();
        body.forget();
        transport = null;
    }

    /** Gives back what a large head took, once nobody looks at its fields and body any more. */
    public void forgetHead() {
        room.shrink();
        moved();
    }

    private void moved() {
        bytes = room.array();
        early.moveTo(bytes);
        head.fields().moveTo(bytes);
    }

    /** Why the head was refused, after {@link Arrival#REFUSED}. */
    public HeadRefusal refusal() {
        HeadRefusal size = tooLarge;
        return size == null ? head.refusal() : size;
    }

    /**
     * Whether the upstream sent more than its response, which makes its connection unfit for reuse.
     */
    public boolean hasRest() {
        return start < end;
    }

    /** Everything read beyond the head: the first bytes of the protocol that follows it. */
    public byte[] takeRest() {
        byte[] rest = Arrays.copyOfRange(bytes, start, end);
        start = end;
        return rest;
    }

    /**
     * Reads the next head: an interim one too. Call {@link #beginBody} after a final one.
     *
     * @param limits the largest head
     */
    public Arrival next(HeadLimits limits) throws IOException {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        head.maxFields(limits.responseFields());
        while (true) {
            int parsed = start < end ? head.parse(bytes, start, end) : RequestParser.INCOMPLETE;
            if (parsed == RequestParser.REFUSED || isTooLarge(parsed, limits.responseHead())) {
                return Arrival.REFUSED;
            }
            if (parsed > 0) {
                start = parsed;
                return Arrival.RESPONSE;
            }
            int read = fill(Math.max(HeadBytes.HELD, limits.responseHead()));
            if (read < 0) {
                return end == 0 ? Arrival.END : Arrival.TRUNCATED;
            }
        }
    }

    /** Whether a head, complete at {@code parsed} or not at all, has more bytes than it may. */
    private boolean isTooLarge(int parsed, int most) {
        if (parsed > most || parsed == RequestParser.INCOMPLETE && end >= most) {
            tooLarge = HeadRefusal.HEAD_TOO_LARGE;
        }
        return tooLarge != null;
    }

    private int fill(int capacity) throws IOException {
        if (end == bytes.length && room.grow(end, capacity)) {
            moved();
        }
        int read = transport().fill(room.room(end));
        end += Math.max(read, 0);
        return read;
    }

    /** A read that filled the array has left more behind: the rest of a body that goes with it. */
    private void fillWithBody() throws IOException {
        long length = head.isChunked() ? HeadBytes.HELD - start : head.contentLength();
        if (end < bytes.length || start + length <= end || start + length > HeadBytes.HELD) {
            return;
        }
        while (end == bytes.length && room.grow(end, HeadBytes.HELD)) {
            moved();
            int read = transport().fillNow(room.room(end));
            if (read <= 0) {
                return; // an end is seen by the next read
            }
            end += read;
        }
    }

    /** Finds the body of the final response that was just read (RFC 9112, 6.3). */
    public void beginBody(boolean isHeadRequest) throws IOException {
        boolean bodiless = isHeadRequest || head.isBodiless();
        if (!bodiless) {
            fillWithBody();
        }
        if (bodiless) {
            body.beginLength(0);
        } else if (head.isChunked()) {
            body.beginChunked();
        } else if (head.contentLength() >= 0) {
            body.beginLength(head.contentLength());
        } else {
            body.beginUntilClose();
        }
        start = early.find(body, start, end);
    }
}
