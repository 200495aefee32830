package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.Origin;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.pattern.Patterns;
import io.xynergy.gateway.pattern.TextPattern;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one header of a request.
 *
 * <p>A header that the gateway writes itself, such as {@code X-Forwarded-Proto}, has the value that
 * services get: what an untrusted client wrote does not count.
 *
 * <p>A header on several lines fulfils it by any of its lines or by all of them joined by a comma
 * and a space, as RFC 9110 says that both forms mean the same.
 */
final class HeaderCondition {

    private static final long OWN = FieldName.FORWARDING | FieldName.mask(FieldName.REQUEST_ID);

    private final byte[] name;

    /** Of a field that the gateway itself writes; else {@link FieldName#OTHER}. */
    private final int own;

    private final ExpectedValue expected;

    HeaderCondition(FieldMatch match, Patterns patterns) {
        this.name = Ascii.folded(match.name());
        int id = FieldName.of(name, 0, name.length);
        this.own = (FieldName.mask(id) & OWN) == 0 ? FieldName.OTHER : id;
        this.expected = ExpectedValue.of(match, patterns);
    }

    boolean accepts(RequestHead head, Effort effort) {
        Origin origin = head.origin();
        boolean asSent = own == FieldName.X_FORWARDED_OTHER && origin != null && origin.isTold();
        return own == FieldName.OTHER || asSent
                ? accepts(head.fields(), effort)
                : accepts(origin == null ? null : origin.value(own), effort);
    }

    private boolean accepts(byte @Nullable [] value, Effort effort) {
        return switch (expected) {
            case ExpectedValue.Presence(boolean present) -> present == (value != null);
            case ExpectedValue.Exact exact -> value != null && Arrays.equals(value, exact.bytes());
            case ExpectedValue.Regex(TextPattern pattern) ->
                    value != null && pattern.matches(value, 0, value.length, effort);
        };
    }

    private boolean accepts(Fields fields, Effort effort) {
        int first = next(fields, 0);
        return switch (expected) {
            case ExpectedValue.Presence(boolean present) -> present == first < fields.count();
            case ExpectedValue.Exact exact -> hasValue(fields, first, exact.bytes());
            case ExpectedValue.Regex(TextPattern pattern) ->
                    matches(fields, first, pattern, effort);
        };
    }

    /** The next field with the name, or the count. */
    private int next(Fields fields, int from) {
        int field = from;
        while (field < fields.count() && !fields.nameEquals(field, name)) {
            field++;
        }
        return field;
    }

    private boolean hasValue(Fields fields, int first, byte[] value) {
        byte[] bytes = fields.bytes();
        int lines = 0;
        for (int field = first; field < fields.count(); field = next(fields, field + 1)) {
            if (Ascii.equals(bytes, fields.valueStart(field), fields.valueEnd(field), value)) {
                return true;
            }
            lines++;
        }
        return lines > 1 && hasJoinedValue(fields, first, value);
    }

    private boolean hasJoinedValue(Fields fields, int first, byte[] value) {
        byte[] bytes = fields.bytes();
        int at = 0;
        for (int field = first; field < fields.count(); field = next(fields, field + 1)) {
            if (field != first) {
                if (at + 2 > value.length || value[at] != ',' || value[at + 1] != ' ') {
                    return false;
                }
                at += 2;
            }
            int start = fields.valueStart(field);
            int length = fields.valueEnd(field) - start;
            if (at + length > value.length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (bytes[start + i] != value[at + i]) {
                    return false;
                }
            }
            at += length;
        }
        return at == value.length;
    }

    private boolean matches(Fields fields, int first, TextPattern pattern, Effort effort) {
        byte[] bytes = fields.bytes();
        int lines = 0;
        for (int field = first; field < fields.count(); field = next(fields, field + 1)) {
            int start = fields.valueStart(field);
            if (pattern.matches(bytes, start, fields.valueEnd(field), effort)) {
                return true;
            }
            lines++;
        }
        if (lines < 2) {
            return false;
        }
        byte[] joined = joined(fields, first);
        return pattern.matches(joined, 0, joined.length, effort);
    }

    private byte[] joined(Fields fields, int first) {
        Output joined = new Output();
        for (int field = first; field < fields.count(); field = next(fields, field + 1)) {
            if (field != first) {
                joined.put((byte) ',').put((byte) ' ');
            }
            joined.put(fields.bytes(), fields.valueStart(field), fields.valueEnd(field));
        }
        return Arrays.copyOf(joined.bytes(), joined.size());
    }
}
