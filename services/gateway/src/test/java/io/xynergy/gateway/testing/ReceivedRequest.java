package io.xynergy.gateway.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request as an upstream got it.
 *
 * @param head its exact bytes as ISO-8859-1 text, with the empty line
 * @param rawBody the exact bytes of the body, with its chunks
 * @param body the content
 * @param trailers field lines behind a chunked body
 */
public record ReceivedRequest(String head, byte[] rawBody, byte[] body, List<String> trailers) {

    /** Method, target and version, without CR LF. */
    public String requestLine() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    /** Field lines in order, without CR LF. */
    public List<String> lines() {
        return WireReader.lines(head);
    }

    /** All values of a field, in order. */
    public List<String> values(String name) {
        return WireReader.values(head, name);
    }

    /** The one value of a field; fails when there is none, or more than one. */
    public String value(String name) {
        List<String> values = values(name);
        if (values.size() != 1) {
            throw new AssertionError(name + " is there " + values.size() + " times in\n" + head);
        }
        return values.getFirst();
    }

    /** The content as ISO-8859-1 text. */
    public String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** The body with its framing as ISO-8859-1 text. */
    public String rawText() {
        return new String(rawBody, StandardCharsets.ISO_8859_1);
    }
}
