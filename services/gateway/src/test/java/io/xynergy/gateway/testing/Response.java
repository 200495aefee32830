package io.xynergy.gateway.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A response as a client got it.
 *
 * @param head its exact bytes as ISO-8859-1 text, with the empty line
 * @param rawBody the exact bytes of the body, with its chunks
 * @param body the content
 * @param trailers field lines behind a chunked body
 */
public record Response(String head, byte[] rawBody, byte[] body, List<String> trailers) {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) .*");

    /** The status; fails when the first line is not a status line. */
    public int status() {
        Matcher line = STATUS.matcher(head.substring(0, head.indexOf("\r\n")));
        if (!line.matches()) {
            throw new AssertionError("not a status line: " + head);
        }
        return Integer.parseInt(line.group(1));
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

    /** A text member of the standard error body; fails when the body is not in that form. */
    public String error(String member) {
        Matcher found =
                Pattern.compile(
                                "\\{\"error\":\\{\"code\":\"(?<code>[a-z_]+)\","
                                        + "\"message\":\"(?<message>[^\"]+)\","
                                        + "\"requestId\":\"(?<requestId>[^\"]+)\","
                                        + "\"timestamp\":\"(?<timestamp>[^\"]+Z)\"}}")
                        .matcher(text());
        if (!found.matches()) {
            throw new AssertionError("not the standard error body: " + text());
        }
        return found.group(member);
    }
}
