package io.xynergy.gateway.http;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on a client's connection: its head, and where its body is found.
 *
 * <p>Lent to a connection while it has something to do, then to the next; it carries the bytes of
 * pipelined requests from one request to the next.
 */
public final class ServerExchange {

    /** The largest head, in bytes. */
    public static final int MAX_HEAD = 16 * 1024;

    private static final byte[] NOTHING = {};

    /** What came of waiting for a request. */
    public enum Arrival {
        /** A head is there. */
        REQUEST,
        /** The client closed between requests. */
        END,
        /** The client closed within a head. */
        TRUNCATED,
        /** The head is refused. */
        REFUSED
    }

    private final byte[] bytes = new byte[MAX_HEAD];
    private final ByteBuffer view = ByteBuffer.wrap(bytes);
    private final EarlyBody early = new EarlyBody(bytes);
    private final RequestHead head = new RequestHead();
    private final RequestParser parser = new RequestParser(head);
    private final BodyDecoder body = new BodyDecoder(MessageKind.REQUEST);
    private @Nullable Transport transport;
    private byte[] pipelined = NOTHING;
    private int pipelinedAt;
    private int start;
    private int end;
    private @Nullable HeadRefusal tooLarge;

    public RequestHead head() {
        return head;
    }

    public BodyDecoder body() {
        return body;
    }

    /** The client's stream. */
    public Transport transport() {
        return Objects.requireNonNull(transport, "no connection");
    }

    /** Why the head was refused, after {@link Arrival#REFUSED}. */
    public HeadRefusal refusal() {
        HeadRefusal size = tooLarge;
        return size == null ? parser.refusal() : size;
    }

    /** The line that was refused, from 1; 0 is the head as a whole. */
    public int refusedLine() {
        return tooLarge == null ? parser.refusedLine() : 0;
    }

    /** What came of the body with its head. */
    public EarlyBody early() {
        return early;
    }

    /** Begins to serve a connection. */
    public void attach(Transport newTransport) {
        transport = newTransport;
    }

    void detach() {
        transport = null;
        pipelined = NOTHING;
        pipelinedAt = 0;
        start = 0;
        end = 0;
        tooLarge = null;
    }

    /** Whether bytes of the next request are already here. */
    public boolean hasNext() {
        return start < end || pipelinedAt < pipelined.length;
    }

    /**
     * Reads the next head and what came with it of the body.
     *
     * @param headDeadline when the whole head must be there, once its first byte is
     */
    public Arrival next(long headDeadline) throws IOException {
        tooLarge = null;
        head.clear(bytes); // what is said of a request without a head is not the last one's
        transport().readDeadline(headDeadline);
        skipEmptyLines();
        int parsed = hasLine() ? parser.parse(bytes, start, end) : RequestParser.INCOMPLETE;
        int scanned = start;
        boolean first = start == end;
        while (parsed == RequestParser.INCOMPLETE) {
            if (isTooLarge()) {
                return Arrival.REFUSED;
            }
            int before = start;
            if (fill() < 0) {
                return start == end ? Arrival.END : Arrival.TRUNCATED;
            }
            scanned = Math.max(scanned - (before - start), start);
            skipEmptyLines();
            if (hasLine() && (first || isHeadComplete(Math.max(scanned, start)))) {
                parsed = parser.parse(bytes, start, end);
                first = false;
            }
            scanned = Math.max(start, end - 3);
        }
        return parsed == RequestParser.REFUSED ? Arrival.REFUSED : begin(parsed);
    }

    /** Robust against one empty line before a request line (RFC 9112, 2.2). */
    private void skipEmptyLines() {
        while (end - start >= 2 && bytes[start] == '\r' && bytes[start + 1] == '\n') {
            start += 2;
        }
    }

    /** Whether more is there than what may become an empty line. */
    private boolean hasLine() {
        return end - start > 1 || start < end && bytes[start] != '\r';
    }

    /**
     * Whether an empty line lies at or behind {@code from}. A head that comes in many pieces is
     * parsed when it is complete, not once for each piece.
     */
    private boolean isHeadComplete(int from) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n' && i + 1 < end) {
                byte next = bytes[i + 1];
                if (next == '\n' || next == '\r' && i + 2 < end && bytes[i + 2] == '\n') {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isTooLarge() {
        if (RequestParser.isLineTooLong(bytes, start, end)) {
            tooLarge = HeadRefusal.TARGET_TOO_LONG;
        } else if (end - start == MAX_HEAD) {
            tooLarge = HeadRefusal.HEAD_TOO_LARGE;
        }
        return tooLarge != null;
    }

    private int fill() throws IOException {
        if (start > 0 && end == bytes.length || start == end) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        int carried = pipelined.length - pipelinedAt;
        if (carried > 0) {
            int moved = Math.min(carried, bytes.length - end);
            System.arraycopy(pipelined, pipelinedAt, bytes, end, moved);
            pipelinedAt += moved;
            end += moved;
            return moved;
        }
        view.limit(bytes.length).position(end);
        int read = transport().fill(view);
        end += Math.max(read, 0);
        return read;
    }

    private Arrival begin(int headEnd) throws BadBodyException {
        if (head.isChunked()) {
            body.beginChunked();
        } else {
            body.beginLength(head.contentLength());
        }
        start = early.find(body, headEnd, end);
        return Arrival.REQUEST;
    }

    /** Waits until more of the body is there. */
    public void awaitBody() throws IOException {
        if (pipelinedAt == pipelined.length) {
            transport().awaitReadable();
        }
    }

    /**
     * Reads some of the body that did not come with the head.
     *
     * <p>An earlier body's last read may have taken bytes of this one from the connection; they
     * come first. What this read takes beyond the body is kept for the next request.
     */
    public void fillBody(StreamBuffer part) throws IOException {
        if (pipelinedAt < pipelined.length) {
            pipelinedAt += part.fill(pipelined, pipelinedAt, pipelined.length, body);
            return;
        }
        part.fill(transport(), body);
        if (body.isDone() && part.hasExcess(body)) {
            pipelined = part.excess(body);
            pipelinedAt = 0;
        }
    }

    /** Everything read beyond the request: the first bytes of the protocol that follows it. */
    public byte[] takeRest() {
        int carried = pipelined.length - pipelinedAt;
        byte[] rest = Arrays.copyOfRange(bytes, start, end + carried);
        System.arraycopy(pipelined, pipelinedAt, rest, end - start, carried);
        start = end;
        pipelinedAt = pipelined.length;
        return rest;
    }
}
