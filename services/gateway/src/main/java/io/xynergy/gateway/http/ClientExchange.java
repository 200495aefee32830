package io.xynergy.gateway.http;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One answer on an upstream's connection: its head, and where its body is found. */
public final class ClientExchange {

    /** The largest head, in bytes. */
    private static final int MAX_HEAD = 16 * 1024;

    /** What came of waiting for an answer. */
    public enum Arrival {
        /** A head is there. */
        ANSWER,
        /** The upstream closed before the first byte. */
        END,
        /** The upstream closed within the head. */
        TRUNCATED,
        /** The head is malformed or too large. */
        REFUSED
    }

    private final byte[] bytes = new byte[MAX_HEAD];
    private final ByteBuffer view = ByteBuffer.wrap(bytes);
    private final EarlyBody early = new EarlyBody(bytes);
    private final ResponseHead head = new ResponseHead();
    private final BodyDecoder body = new BodyDecoder(MessageKind.RESPONSE);
    private @Nullable Transport transport;
    private int start;
    private int end;

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
    }

    void detach() {
        transport = null;
    }

    /**
     * Whether the upstream sent more than its answer, which makes its connection unfit for reuse.
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

    /** Reads the next head: an interim one too. Call {@link #beginBody} after a final one. */
    public Arrival next() throws IOException {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        while (true) {
            if (start < end) {
                int parsed = head.parse(bytes, start, end);
                if (parsed == RequestParser.REFUSED) {
                    return Arrival.REFUSED;
                }
                if (parsed > 0) {
                    start = parsed;
                    return Arrival.ANSWER;
                }
            }
            if (end == bytes.length) {
                return Arrival.REFUSED;
            }
            view.limit(bytes.length).position(end);
            int read = transport().fill(view);
            if (read < 0) {
                return end == 0 ? Arrival.END : Arrival.TRUNCATED;
            }
            end += read;
        }
    }

    /** Finds the body of the final answer that was just read (RFC 9112, 6.3). */
    public void beginBody(boolean isHeadRequest) throws BadBodyException {
        if (isHeadRequest || head.isBodiless()) {
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
