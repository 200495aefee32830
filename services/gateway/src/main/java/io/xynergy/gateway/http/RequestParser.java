package io.xynergy.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * Reads request heads (RFC 9112, 3 and 5) strictly: what is ambiguous is refused, because the
 * upstream might read it otherwise.
 */
public final class RequestParser {

    /** The head is not complete yet. */
    public static final int INCOMPLETE = FieldParser.INCOMPLETE;

    /** The head is refused; {@link #refusal} says why. */
    public static final int REFUSED = FieldParser.REFUSED;

    /** The longest method, in bytes; the longest registered one has 17. */
    private static final int MAX_METHOD = 32;

    private static final byte[] VERSION = Ascii.bytes("HTTP/d.d");
    private static final byte[] HTTP_SCHEME = Ascii.bytes("http://");
    private static final byte[] HTTPS_SCHEME = Ascii.bytes("https://");
    private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");
    private static final byte[] TRACE = Ascii.bytes("TRACE");
    private static final byte[] CONNECT = Ascii.bytes("CONNECT");

    private final RequestHead head;
    private final FieldParser parser;
    private final RequestRules rules;
    private @Nullable HeadRefusal refusal;
    private int maxRequestLine = HeadLimits.DEFAULTS.requestLine();

    public RequestParser(RequestHead head) {
        this.head = head;
        this.parser = new FieldParser(head.fields, MessageKind.REQUEST);
        this.rules = new RequestRules(head);
    }

    /** Takes heads up to these limits; the defaults until then. */
    void limits(HeadLimits limits) {
        maxRequestLine = limits.requestLine();
        parser.maxFields(limits.requestFields());
    }

    /** Why the head was refused; only after {@link #REFUSED}. */
    public HeadRefusal refusal() {
        HeadRefusal own = refusal;
        HeadRefusal reason = own == null ? parser.refusal() : own;
        return reason == null ? HeadRefusal.BAD_REQUEST_LINE : reason;
    }

    /** The line of the head that was refused, from 1, or 0 when it is the head as a whole. */
    public int refusedLine() {
        return refusal == null && parser.line() > 0 ? parser.line() + 1 : 0;
    }

    /**
     * Reads the head at {@code bytes[start, end)}.
     *
     * @return the head's end, {@link #INCOMPLETE} or {@link #REFUSED}
     */
    public int parse(byte[] bytes, int start, int end) {
        head.clear(bytes);
        parser.reset();
        refusal = null;
        int fields = parseRequestLine(bytes, start, end);
        if (fields <= 0) {
            return fields;
        }
        int headEnd = parser.parse(bytes, fields, end);
        if (headEnd <= 0) {
            return headEnd;
        }
        HeadRefusal broken = rules.check();
        return broken == null ? headEnd : refuse(broken);
    }

    /** Whether the request line, complete or not, is already too long. */
    public static boolean isLineTooLong(byte[] bytes, int start, int end, int most) {
        int limit = Math.min(end, start + most);
        for (int i = start; i < limit; i++) {
            if (bytes[i] == '\n') {
                return false;
            }
        }
        return end - start >= most;
    }

    private int refuse(HeadRefusal reason) {
        refusal = reason;
        return REFUSED;
    }

    private int parseRequestLine(byte[] bytes, int start, int end) {
        int space = start;
        while (space < end && FieldParser.isToken(bytes[space])) {
            space++;
        }
        if (space - start > MAX_METHOD) {
            return refuse(HeadRefusal.METHOD_TOO_LONG);
        }
        if (space == end) {
            return INCOMPLETE;
        }
        return bytes[space] == ' ' && space > start
                ? parseTarget(bytes, start, space, end)
                : refuse(HeadRefusal.BAD_METHOD);
    }

    /** Reads on behind the method, which is {@code bytes[start, space)}. */
    private int parseTarget(byte[] bytes, int start, int space, int end) {
        head.methodStart = start;
        head.methodEnd = space;
        return parseTargetAndVersion(bytes, start, end);
    }

    private int parseTargetAndVersion(byte[] bytes, int start, int end) {
        int at = head.methodEnd + 1;
        head.targetStart = at;
        while (at < end && FieldParser.isTarget(bytes[at])) {
            at++;
        }
        if (at == end) {
            return INCOMPLETE;
        }
        head.targetEnd = at;
        HeadRefusal bad = checkTargetEnd(bytes[at], at - start);
        return bad == null ? parseVersion(bytes, at + 1, end) : refuse(bad);
    }

    private @Nullable HeadRefusal checkTargetEnd(byte found, int length) {
        if (found == '\r' || found == '\n' || head.targetStart == head.targetEnd) {
            return HeadRefusal.BAD_REQUEST_LINE;
        }
        if (found != ' ') {
            return found == '#' ? HeadRefusal.FRAGMENT : HeadRefusal.BAD_TARGET;
        }
        int line = length + 1 + VERSION.length + 2; // with the version and CR LF that follow
        return line > maxRequestLine ? HeadRefusal.TARGET_TOO_LONG : null;
    }

    /**
     * Reads the version (RFC 9112, 2.3), which is one digit, a dot, one digit. Minor versions that
     * are not known yet are those of the highest one that is (RFC 9110, 2.5).
     */
    private int parseVersion(byte[] bytes, int start, int end) {
        int lineEnd = start + VERSION.length;
        if (!isVersion(bytes, start, Math.min(end, lineEnd))) {
            return refuse(HeadRefusal.BAD_VERSION);
        }
        if (end < lineEnd + 2) {
            return INCOMPLETE;
        }
        if (bytes[lineEnd] != '\r' || bytes[lineEnd + 1] != '\n') {
            return refuse(badLineEnd(bytes[lineEnd]));
        }
        if (bytes[lineEnd - 3] != '1') {
            return refuse(HeadRefusal.UNSUPPORTED_VERSION);
        }
        head.minorVersion = bytes[lineEnd - 1] == '0' ? 0 : 1;
        return splitTarget(bytes) ? lineEnd + 2 : REFUSED;
    }

    private static boolean isVersion(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            byte wanted = VERSION[i - start];
            boolean fits = wanted == 'd' ? bytes[i] >= '0' && bytes[i] <= '9' : bytes[i] == wanted;
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static HeadRefusal badLineEnd(byte found) {
        return switch (found) {
            case '\n' -> HeadRefusal.BARE_LF;
            case '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> HeadRefusal.BAD_VERSION;
            default -> HeadRefusal.BAD_REQUEST_LINE;
        };
    }

    /** Splits the target into authority, path and query (RFC 9112, 3.2). */
    private boolean splitTarget(byte[] bytes) {
        int start = head.targetStart;
        int end = head.targetEnd;
        if (head.methodIs(CONNECT) || head.methodIs(TRACE)) {
            refuse(HeadRefusal.METHOD_REFUSED);
            return false;
        }
        if (bytes[start] == '/') {
            splitPath(bytes, start, end);
            return true;
        }
        if (bytes[start] == '*' && end == start + 1 && head.methodIs(OPTIONS)) {
            head.pathStart = start;
            head.pathEnd = end;
            head.queryStart = head.queryEnd = end;
            return true;
        }
        return splitAbsolute(bytes, afterScheme(bytes, start, end), end);
    }

    private boolean splitAbsolute(byte[] bytes, int authority, int end) {
        int path = Math.max(authority, 0);
        while (path < end && bytes[path] != '/' && bytes[path] != '?') {
            path++;
        }
        if (path <= authority || authority < 0) {
            refuse(HeadRefusal.BAD_TARGET_FORM);
            return false;
        }
        head.hostStart = authority;
        head.authorityEnd = path;
        splitPath(bytes, path, end);
        return true;
    }

    private static int afterScheme(byte[] bytes, int start, int end) {
        for (byte[] scheme : new byte[][] {HTTP_SCHEME, HTTPS_SCHEME}) {
            int after = start + scheme.length;
            if (after < end && Ascii.equalsIgnoreCase(bytes, start, after, scheme)) {
                return after;
            }
        }
        return -1;
    }

    private void splitPath(byte[] bytes, int start, int end) {
        int question = start;
        while (question < end && bytes[question] != '?') {
            question++;
        }
        head.pathStart = start;
        head.pathEnd = question;
        head.queryStart = Math.min(question + 1, end);
        head.queryEnd = end;
    }
}
