package io.xynergy.gateway.http;

import org.jspecify.annotations.Nullable;

/** Writes the head of a response in HTTP/1.1 (RFC 9112). */
final class ResponseWriter {

    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    private static final byte[] CONNECTION_UPGRADE = Ascii.bytes("Connection: Upgrade\r\n");
    private static final byte[] CONNECTION_CLOSE = Ascii.bytes("Connection: close\r\n");
    private static final byte[] CONNECTION_KEEP_ALIVE = Ascii.bytes("Connection: keep-alive\r\n");
    private static final byte[] CRLF = Ascii.bytes("\r\n");

    /** Digits of a status. */
    private static final int STATUS = 3;

    private ResponseWriter() {}

    /**
     * Writes a whole head.
     *
     * @param request what it responds to
     * @param keep whether the connection serves another request
     */
    static void write(
            Output out, ResponseDraft draft, RequestHead request, Framing framing, boolean keep) {
        ResponseHead head = draft.head();
        writeStatusLine(out, draft.status(), head);
        writeFields(out, draft, head, framing);
        if (head != null && draft.status() == 426) {
            writeUpgrade(out, head.fields()); // RFC 9110, 15.5.22: it says to which protocol
        }
        if (draft.status() >= 200) {
            writeConnection(out, request, keep);
        }
        draft.writeAdded(out);
        out.put(CRLF);
    }

    /** Writes what is said of the response, and how long its body is. */
    private static void writeFields(
            Output out, ResponseDraft draft, @Nullable ResponseHead head, Framing framing) {
        // RFC 9110, 8.6: no Content-Length with 1xx and 204. With 304 and to HEAD it describes
        // another message.
        boolean hasLength =
                framing != Framing.CHUNKED && draft.status() >= 200 && draft.status() != 204;
        boolean asSent = hasLength && head != null && head.isLengthPlain();
        draft.writeFields(out, asSent);
        if (framing == Framing.CHUNKED) {
            out.put(CHUNKED);
        } else if (hasLength && !asSent) {
            out.put(CONTENT_LENGTH).putDecimal(draft.length()).put(CRLF);
        }
    }

    private static void writeConnection(Output out, RequestHead request, boolean keep) {
        if (!keep) {
            out.put(CONNECTION_CLOSE);
        } else if (request.minorVersion() == 0) {
            out.put(CONNECTION_KEEP_ALIVE);
        }
    }

    private static void writeUpgrade(Output out, Fields fields) {
        int upgrade = -1;
        while ((upgrade = fields.find(FieldName.UPGRADE, upgrade + 1)) >= 0) {
            FieldCopy.copyLine(out, fields, upgrade);
        }
        out.put(CONNECTION_UPGRADE);
    }

    private static void writeStatusLine(Output out, int status, @Nullable ResponseHead passedOn) {
        out.put(VERSION);
        if (passedOn == null) {
            out.putDecimal(status).put((byte) ' ').put(Reasons.of(status)).put(CRLF);
        } else {
            writeStatusLine(out, passedOn);
        }
    }

    private static void writeStatusLine(Output out, ResponseHead head) {
        byte[] bytes = head.fields().bytes();
        int reason = head.statusStart() + STATUS;
        if (reason < head.reasonEnd() && bytes[reason] == ' ') {
            out.put(bytes, head.statusStart(), head.reasonEnd());
        } else {
            // RFC 9112, 4: the space is there even where no reason follows it.
            out.put(bytes, head.statusStart(), reason).put((byte) ' ');
            out.put(bytes, Math.min(reason + 1, head.reasonEnd()), head.reasonEnd());
        }
        out.put(CRLF);
    }
}
