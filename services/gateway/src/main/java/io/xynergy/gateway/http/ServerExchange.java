package io.xynergy.gateway.http;

import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on a client's connection in HTTP/1: its head, and where its body is found.
 *
 * <p>Lent to a connection while it has something to do, then to the next; it carries the bytes of
 * pipelined requests from one request to the next.
 */
public final class ServerExchange implements ServerStream {

    /** What one holds of the heap, with the tables of its head. */
    static final int BYTES = HeadBytes.FIRST + 2 * 1024;

    private static final byte[] NOTHING = {};

    /** What came of waiting for a request. */
    public enum Arrival {
        /** A head is there. */
        REQUEST,
        /** A read for the rest of it would wait; {@link #takeHalf} has what came. */
        HALF,
        /** The client closed between requests. */
        END,
        /** The client closed within a head. */
        TRUNCATED,
        /** The head is refused. */
        REFUSED
    }

    private final Account heap;
    private final HeadBytes room;
    private final EarlyBody early;
    private final RequestHead head = new RequestHead();
    private final RequestParser parser = new RequestParser(head);
    private final BodyDecoder body = new BodyDecoder(MessageKind.REQUEST);
    private final ResponseDraft response = new ResponseDraft();
    private @Nullable Transport transport;
    private byte[] pipelined = NOTHING;
    private int pipelinedAt;

    /** What the ledger has of pipelined bytes and trailers. */
    private int counted;

    private int start;
    private int end;
    private boolean half;
    private byte[] bytes;
    private HeadLimits limits = HeadLimits.DEFAULTS;
    private @Nullable HeadRefusal tooLarge;

    ServerExchange(Buffers buffers) {
        heap = buffers.ledger().heap();
        room = new HeadBytes(buffers);
        bytes = room.array();
        early = new EarlyBody(bytes);
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
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

    @Override
    public EarlyBody early() {
        return early;
    }

    @Override
    public ResponseDraft response() {
        return response;
    }

    @Override
    public Framing framing() {
        if (head.isHead() || response.isBodiless()) {
            return Framing.NONE;
        }
        if (response.length() >= 0) {
            return Framing.LENGTH;
        }
        return head.minorVersion() > 0 ? Framing.CHUNKED : Framing.CLOSE;
    }

    @Override
    public void writeHead(Output out, boolean keep) {
        ResponseWriter.write(out, response, head, framing(), keep);
    }

    /** Begins to serve a connection. */
    public void attach(Transport newTransport) {
        transport = newTransport;
    }

    /**
     * Goes on where another one left off in the middle of a head.
     *
     * @param first what {@link #takeHalf} gave
     */
    public void resume(byte[] first) {
        while (room.grow(0, first.length)) {
            moved();
        }
        System.arraycopy(first, 0, bytes, 0, first.length);
        end = first.length;
        half = true;
        head.clear(bytes);
    }

    void detach() {
        room.shrink();
        moved();
        head.shrink();
        half = false;
        transport = null;
        body.forget();
        response.clear();
        forgetPipelined();
        start = 0;
        end = 0;
        tooLarge = null;
    }

    private void forgetPipelined() {
        pipelined = NOTHING;
        pipelinedAt = 0;
        count();
    }

    /** Tells the ledger what is held beside the head, if that has changed. */
    private void count() {
        int held = pipelined.length + body.held();
        if (held > counted) {
            heap.take(held - counted);
        } else if (held < counted) {
            heap.give(counted - held);
        }
        counted = held;
    }

    @Override
    public boolean hasNext() {
        return start < end || pipelinedAt < pipelined.length;
    }

    /**
     * Reads the next head and what came with it of the body, without waiting.
     *
     * @param newLimits the largest head
     */
    public Arrival next(HeadLimits newLimits) throws IOException {
        limits = newLimits;
        parser.limits(limits);
        tooLarge = null;
        head.clear(bytes); // what is said of a request without a head is not the last one's
        body.beginLength(0);
        boolean looked = half; // a head that comes in pieces was looked at when it began
        half = false;
        int scanned = Math.max(start, end - 3);
        while (true) {
            skipEmptyLines();
            if (hasLine() && (!looked || isHeadComplete(Math.max(scanned, start)))) {
                int parsed = parser.parse(bytes, start, end);
                if (parsed != RequestParser.INCOMPLETE) {
                    return parsed == RequestParser.REFUSED ? Arrival.REFUSED : begin(parsed);
                }
                looked = true;
            }
            if (isTooLarge()) {
                return Arrival.REFUSED;
            }
            scanned = Math.max(start, end - 3);
            int before = start;
            int read = fill();
            if (read <= 0) {
                return read == 0 ? Arrival.HALF : ended();
            }
            scanned -= before - start;
        }
    }

    private Arrival ended() {
        return start == end ? Arrival.END : Arrival.TRUNCATED;
    }

    /** What came of a head after {@link Arrival#HALF}, in as many bytes; it is another's then. */
    public byte[] takeHalf() {
        byte[] first = start == end ? NOTHING : Arrays.copyOfRange(bytes, start, end);
        start = end;
        return first;
    }

    /** Robust against empty lines before a request line (RFC 9112, 2.2). */
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
        if (RequestParser.isLineTooLong(bytes, start, end, limits.requestLine())) {
            tooLarge = HeadRefusal.TARGET_TOO_LONG;
        } else if (end - start >= limits.requestHead()) {
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
        if (end == bytes.length && room.grow(end, capacity())) {
            moved();
        }
        return fillRoom();
    }

    private int capacity() {
        return Math.max(HeadBytes.HELD, limits.requestHead());
    }

    /** The array is another one now, with the same bytes at the same places. */
    private void moved() {
        bytes = room.array();
        early.moveTo(bytes);
        head.fields.moveTo(bytes);
    }

    private int fillRoom() throws IOException {
        int carried = pipelined.length - pipelinedAt;
        if (carried > 0) {
            int moved = Math.min(carried, bytes.length - end);
            System.arraycopy(pipelined, pipelinedAt, bytes, end, moved);
            end += moved;
            usePipelined(moved);
            return moved;
        }
        int read = transport().fillNow(room.room(end));
        end += Math.max(read, 0);
        return read;
    }

    private Arrival begin(int headEnd) throws IOException {
        if (headEnd - start > limits.requestHead()) {
            tooLarge = HeadRefusal.HEAD_TOO_LARGE;
            return Arrival.REFUSED;
        }
        if (head.isChunked()) {
            body.beginChunked();
        } else {
            body.beginLength(head.contentLength());
        }
        fillWithBody(headEnd);
        start = early.find(body, headEnd, end);
        count();
        return Arrival.REQUEST;
    }

    /** A read that filled the array has left more behind, perhaps the rest of a body to hold. */
    private void fillWithBody(int headEnd) throws IOException {
        long whole = head.isChunked() ? HeadBytes.HELD : headEnd + head.contentLength();
        if (end < bytes.length || whole <= end || whole > HeadBytes.HELD) {
            return;
        }
        while (end == bytes.length && room.grow(end, HeadBytes.HELD)) {
            moved();
            if (fillRoom() <= 0) {
                return; // an end is seen by the next read
            }
        }
    }

    @Override
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
    @Override
    public void fillBody(StreamBuffer part) throws IOException {
        if (pipelinedAt < pipelined.length) {
            usePipelined(part.fill(pipelined, pipelinedAt, pipelined.length, body));
            return;
        }
        part.fill(transport(), body);
        if (body.isDone() && part.hasExcess(body)) {
            pipelined = part.excess(body);
            pipelinedAt = 0;
        }
        count();
    }

    private void usePipelined(int bytes) {
        pipelinedAt += bytes;
        if (pipelinedAt == pipelined.length) {
            forgetPipelined();
        } else {
            count();
        }
    }

    @Override
    public byte[] takeRest() {
        int carried = pipelined.length - pipelinedAt;
        byte[] rest = Arrays.copyOfRange(bytes, start, end + carried);
        System.arraycopy(pipelined, pipelinedAt, rest, end - start, carried);
        start = end;
        forgetPipelined();
        return rest;
    }
}
