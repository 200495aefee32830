package io.xynergy.gateway.proxy;

import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.ResponseHead;
import io.xynergy.gateway.routing.FieldEdits;
import java.nio.charset.StandardCharsets;

/** Writes the head that a client gets: the upstream's bytes, less what was meant for that hop. */
final class ResponseWriter {

    static final byte[] CONNECTION_CLOSE = ascii("Connection: close\r\n");
    static final byte[] CONNECTION_KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    static final byte[] REQUEST_ID = ascii("X-Request-Id: ");
    static final byte[] CRLF = ascii("\r\n");
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CONNECTION_UPGRADE = ascii("Connection: Upgrade\r\n");

    private static final long DROPPED = FieldName.HOP_BY_HOP | FieldName.mask(FieldName.REQUEST_ID);

    /** RFC 9110, 8.6: no Content-Length with 1xx and 204. */
    private static final long DROPPED_WITH_LENGTH =
            DROPPED | FieldName.mask(FieldName.CONTENT_LENGTH);

    /** Digits of a status. */
    private static final int STATUS = 3;

    private ResponseWriter() {}

    /** Writes the head of a final answer. */
    static void write(
            Output out, Exchange exchange, ResponseHead head, Framing framing, boolean keep) {
        writeStatusLine(out, head);
        writeFields(out, exchange, head, framing);
        if (head.status() == 426) {
            writeUpgrade(out, head.fields()); // RFC 9110, 15.5.22: it says to which protocol
        }
        if (!keep) {
            out.put(CONNECTION_CLOSE);
        } else if (exchange.head().minorVersion() == 0) {
            out.put(CONNECTION_KEEP_ALIVE);
        }
        if (!head.hasDate()) {
            out.put(exchange.context().date().line());
        }
        out.put(REQUEST_ID).put(exchange.requestId()).put(CRLF);
        out.put(exchange.route().responseEdits().lines()).put(CRLF);
    }

    /** Writes what the upstream said, and how long the body is. */
    private static void writeFields(
            Output out, Exchange exchange, ResponseHead head, Framing framing) {
        FieldEdits edits = exchange.route().responseEdits();
        // With 304 and to HEAD it describes another message.
        boolean hasLength = framing != Framing.CHUNKED && head.status() != 204;
        boolean asSent = hasLength && head.isLengthPlain();
        FieldCopy.copy(out, head.fields(), edits, asSent ? DROPPED : DROPPED_WITH_LENGTH);
        if (framing == Framing.CHUNKED) {
            out.put(CHUNKED);
        } else if (hasLength && !asSent) {
            out.put(CONTENT_LENGTH).putDecimal(head.contentLength()).put(CRLF);
        }
    }

    /**
     * Writes an interim answer.
     *
     * @param edits what they remove or set does not pass; nothing is added, as interim answers have
     *     no lines of the gateway's
     */
    static void writeInterim(Output out, ResponseHead head, FieldEdits edits) {
        writeStatusLine(out, head);
        FieldCopy.copy(out, head.fields(), edits, DROPPED_WITH_LENGTH);
        out.put(CRLF);
    }

    /**
     * Writes the answer that ends HTTP on both connections.
     *
     * @param agreed the lines that say what both change to
     */
    static void writeSwitch(Output out, Exchange exchange, ResponseHead head, byte[] agreed) {
        writeStatusLine(out, head);
        Fields fields = head.fields();
        FieldCopy.copy(out, fields, exchange.route().responseEdits(), DROPPED_WITH_LENGTH);
        out.put(agreed);
        out.put(REQUEST_ID).put(exchange.requestId()).put(CRLF);
        out.put(exchange.route().responseEdits().lines()).put(CRLF);
    }

    private static void writeUpgrade(Output out, Fields fields) {
        int upgrade = -1;
        while ((upgrade = fields.find(FieldName.UPGRADE, upgrade + 1)) >= 0) {
            FieldCopy.copyLine(out, fields, upgrade);
        }
        out.put(CONNECTION_UPGRADE);
    }

    private static void writeStatusLine(Output out, ResponseHead head) {
        byte[] bytes = head.fields().bytes();
        int reason = head.statusStart() + STATUS;
        out.put(VERSION);
        if (reason < head.reasonEnd() && bytes[reason] == ' ') {
            out.put(bytes, head.statusStart(), head.reasonEnd());
        } else {
            // RFC 9112, 4: the space is there even where no reason follows it.
            out.put(bytes, head.statusStart(), reason).put((byte) ' ');
            out.put(bytes, Math.min(reason + 1, head.reasonEnd()), head.reasonEnd());
        }
        out.put(CRLF);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
