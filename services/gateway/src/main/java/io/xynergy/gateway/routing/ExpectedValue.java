package io.xynergy.gateway.routing;

import io.xynergy.gateway.pattern.Patterns;
import io.xynergy.gateway.pattern.TextPattern;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;

/** What a condition asks of the value of a header or a query parameter. */
sealed interface ExpectedValue {

    /** Exactly these bytes. */
    final class Exact implements ExpectedValue {

        private final byte[] bytes;

        private Exact(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** The whole value matches. */
    record Regex(TextPattern pattern) implements ExpectedValue {}

    /** There, or not there, whatever its value. */
    record Presence(boolean present) implements ExpectedValue {}

    static ExpectedValue of(FieldMatch match, Patterns patterns) {
        String value = match.value();
        if (value != null) {
            return new Exact(Bytes.of(value));
        }
        String regex = match.regex();
        if (regex != null) {
            return new Regex(patterns.text(regex));
        }
        return new Presence(!Boolean.FALSE.equals(match.present()));
    }
}
