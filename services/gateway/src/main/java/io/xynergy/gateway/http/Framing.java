package io.xynergy.gateway.http;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;

/** How the receiver of a body knows where it ends (RFC 9112, 6). */
public enum Framing {
    /** There is no body. */
    NONE,
    /** The head told the length. */
    LENGTH,
    /** In chunks. */
    CHUNKED,
    /** With the connection. */
    CLOSE;

    private static final byte[] CRLF = Ascii.bytes("\r\n");
    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n");

    /** Appends the part of a body that came with its head. */
    public void appendEarly(Output out, EarlyBody early) {
        if (this == CHUNKED && early.size() > 0) {
            out.putHex(early.size()).put(CRLF);
            early.appendTo(out);
            out.put(CRLF);
        } else {
            early.appendTo(out);
        }
    }

    /** Writes a streamed part of a body, and its end if {@code last} and there are no trailers. */
    public void write(StreamBuffer part, Transport to, boolean last) throws IOException {
        if (this == CHUNKED) {
            part.writeChunk(to, last);
        } else {
            part.write(to);
        }
    }

    /**
     * Appends the last chunk, with the body's trailers (RFC 9112, 7.1.2).
     *
     * @param filter that of the message's head: what was left out there does not come back at its
     *     end, where a recipient may merge it with the head (RFC 9110, 6.5.1)
     */
    public static void appendEnd(Output out, BodyDecoder body, FieldFilter filter) {
        out.put(LAST_CHUNK);
        if (body.hasTrailers()) {
            Fields trailers = body.trailers();
            for (int i = 0; i < trailers.count(); i++) {
                // RFC 9110, 6.5.1: what frames, routes or names a message means nothing at its end.
                if (trailers.id(i) == FieldName.OTHER && !filter.drops(trailers, i)) {
                    FieldCopy.copyLine(out, trailers, i);
                }
            }
        }
        out.put(CRLF);
    }
}
