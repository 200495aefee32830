package io.xynergy.gateway.http;

import java.io.EOFException;
import java.nio.ByteBuffer;

/**
 * Finds a message's body in the bytes of a connection (RFC 9112, 6 and 7).
 *
 * <p>Works in place: of the raw bytes in a buffer only the body's remain, moved together. What lies
 * behind the body stays and is reported, because it belongs to the next message.
 */
public final class BodyDecoder {

    private enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final ChunkDecoder chunks;
    private Framing framing = Framing.NONE;
    private long remaining;
    private long decoded;
    private int rawEnd;
    private boolean done = true;

    /** A decoder of bodies of requests, or of responses. */
    public BodyDecoder(MessageKind kind) {
        this.chunks = new ChunkDecoder(kind);
    }

    /** A body of a known length; 0 is none. */
    public void beginLength(long length) {
        begin(length == 0 ? Framing.NONE : Framing.LENGTH);
        remaining = length;
    }

    public void beginChunked() {
        begin(Framing.CHUNKED);
        chunks.begin();
    }

    /** A body that ends with its connection. */
    public void beginUntilClose() {
        begin(Framing.UNTIL_CLOSE);
    }

    private void begin(Framing newFraming) {
        framing = newFraming;
        decoded = 0;
        done = newFraming == Framing.NONE;
    }

    /** Whether the whole body has been decoded. */
    public boolean isDone() {
        return done;
    }

    /** How many bytes of body have been decoded. */
    public long decoded() {
        return decoded;
    }

    /** Trailer fields, once the body is done; empty where there were none. */
    public Fields trailers() {
        return chunks.trailers();
    }

    public boolean hasTrailers() {
        return framing == Framing.CHUNKED && chunks.trailers().count() > 0;
    }

    /** Whether the connection goes on after the body. */
    public boolean isReusable() {
        return done && framing != Framing.UNTIL_CLOSE;
    }

    /** Bytes of heap that it holds, for trailers. */
    int held() {
        return chunks.held();
    }

    /** Drops the trailers. */
    void forget() {
        chunks.forget();
    }

    /** Where the raw bytes that belong to the body ended in the last {@link #decode}. */
    public int rawEnd() {
        return rawEnd;
    }

    /**
     * How many bytes to ask for next: one more than the body's rest, and not exactly the rest, so
     * that the read which ends the body does not fill the buffer and shows that the stream is
     * empty. Behind the rest of a request's chunk no more than a few KiB are asked for: what they
     * bring of the requests behind it has to be held until this one is over.
     */
    public int readAhead(int room) {
        if (framing == Framing.CHUNKED) {
            return (int) Math.min(room, chunks.readAhead());
        }
        if (framing != Framing.LENGTH || remaining > room) {
            return room;
        }
        return remaining == room ? room - 1 : (int) remaining + 1;
    }

    /**
     * Decodes the raw bytes {@code buffer[from, to)}; the body's bytes lie at {@code from} then.
     *
     * @return how many bytes of body there are
     * @throws BadBodyException when the framing is broken
     */
    public int decode(ByteBuffer buffer, int from, int to) throws BadBodyException {
        int size;
        switch (framing) {
            case NONE -> {
                rawEnd = from;
                return 0;
            }
            case LENGTH -> {
                size = (int) Math.min(remaining, to - from);
                remaining -= size;
                done = remaining == 0;
                rawEnd = from + size;
            }
            case CHUNKED -> {
                size = chunks.decode(buffer, from, to);
                done = chunks.isDone();
                rawEnd = chunks.rawEnd();
            }
            case UNTIL_CLOSE -> {
                size = to - from;
                rawEnd = to;
            }
            default -> throw new IllegalStateException("no such framing: " + framing);
        }
        decoded += size;
        return size;
    }

    /**
     * The connection has ended.
     *
     * @throws EOFException when the body is not complete
     */
    public void end() throws EOFException {
        if (framing == Framing.UNTIL_CLOSE) {
            done = true;
        } else if (!done) {
            throw new EOFException("the connection ended within the body");
        }
    }
}
