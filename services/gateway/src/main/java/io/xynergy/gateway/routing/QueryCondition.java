package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.pattern.Patterns;
import io.xynergy.gateway.pattern.TextPattern;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import java.util.Arrays;

/**
 * A condition on one query parameter, compared in its decoded form; of a repeated parameter the
 * first one counts.
 */
final class QueryCondition {

    private final byte[] name;
    private final ExpectedValue expected;

    QueryCondition(FieldMatch match, Patterns patterns) {
        this.name = Bytes.of(match.name());
        this.expected = ExpectedValue.of(match, patterns);
    }

    boolean accepts(RequestHead head, Effort effort) {
        byte[] bytes = head.bytes();
        int queryEnd = head.queryEnd();
        for (int start = head.queryStart(); start < queryEnd; ) {
            int end = indexOf((byte) '&', bytes, start, queryEnd);
            int nameEnd = indexOf((byte) '=', bytes, start, end);
            if (nameEnd > start && decodesTo(bytes, start, nameEnd, name)) {
                return acceptsValue(bytes, Math.min(nameEnd + 1, end), end, effort);
            }
            start = end + 1;
        }
        return expected instanceof ExpectedValue.Presence(boolean present) && !present;
    }

    private boolean acceptsValue(byte[] bytes, int start, int end, Effort effort) {
        return switch (expected) {
            case ExpectedValue.Presence(boolean present) -> present;
            case ExpectedValue.Exact exact -> decodesTo(bytes, start, end, exact.bytes());
            case ExpectedValue.Regex(TextPattern pattern) -> {
                byte[] plain = decoded(bytes, start, end);
                yield pattern.matches(plain, 0, plain.length, effort);
            }
        };
    }

    private static int indexOf(byte wanted, byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean decodesTo(byte[] bytes, int start, int end, byte[] plain) {
        if (end - start < plain.length) {
            return false;
        }
        int written = 0;
        for (int at = start; at < end; written++) {
            if (written == plain.length || decode(bytes, at, end) != plain[written]) {
                return false;
            }
            at += isEscape(bytes, at, end) ? 3 : 1;
        }
        return written == plain.length;
    }

    private static byte[] decoded(byte[] bytes, int start, int end) {
        byte[] plain = new byte[end - start];
        int written = 0;
        for (int at = start; at < end; written++) {
            plain[written] = decode(bytes, at, end);
            at += isEscape(bytes, at, end) ? 3 : 1;
        }
        return written == plain.length ? plain : Arrays.copyOf(plain, written);
    }

    /** The byte that is written here; a percent sign that begins no escape stands for itself. */
    private static byte decode(byte[] bytes, int at, int end) {
        if (isEscape(bytes, at, end)) {
            return (byte) (hex(bytes[at + 1]) << 4 | hex(bytes[at + 2]));
        }
        return bytes[at] == '+' ? (byte) ' ' : bytes[at];
    }

    private static boolean isEscape(byte[] bytes, int at, int end) {
        return bytes[at] == '%'
                && at + 2 < end
                && hex(bytes[at + 1]) >= 0
                && hex(bytes[at + 2]) >= 0;
    }

    private static int hex(byte digit) {
        return digit < 0 ? -1 : Character.digit(digit, 16);
    }
}
