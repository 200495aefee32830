package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.Ascii;
import java.util.ArrayList;
import java.util.List;

/**
 * A response of the gateway's own.
 *
 * @param lines fields, each with its CR LF; none that frames the body
 */
public record OwnResponse(int status, List<byte[]> lines, byte[] body) {

    private static final byte[] NO_BODY = {};
    private static final byte[] NO_STORE = Ascii.bytes("Cache-Control: no-store\r\n");
    private static final byte[] JSON = Ascii.bytes("Content-Type: application/json\r\n");

    /** To a request for the options of the gateway itself (RFC 9110, 9.3.7). */
    public static final OwnResponse OPTIONS = new OwnResponse(200, List.of(allow()), NO_BODY);

    public OwnResponse {
        lines = List.copyOf(lines);
    }

    /** A JSON document, which nobody keeps. */
    public static OwnResponse json(int status, List<byte[]> lines, byte[] body) {
        List<byte[]> all = new ArrayList<>(lines);
        all.add(NO_STORE);
        all.add(JSON);
        return new OwnResponse(status, all, body);
    }

    /** One without a body. */
    public static OwnResponse withoutBody(int status, byte[] line) {
        return new OwnResponse(status, List.of(line), NO_BODY);
    }

    /** The line that says which methods are served (RFC 9110, 10.2.1). */
    public static byte[] allow() {
        return Ascii.bytes("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");
    }
}
