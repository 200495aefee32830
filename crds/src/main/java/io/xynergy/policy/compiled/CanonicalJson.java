package io.xynergy.policy.compiled;

import io.xynergy.policy.document.EnumText;
import io.xynergy.policy.document.RecordShape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one way to write a configuration down: sorted keys, no insignificant white space, absent and
 * empty fields left out.
 */
final class CanonicalJson {

    private static final ClassValue<List<RecordShape.Field>> SORTED_FIELDS =
            new ClassValue<>() {
                @Override
                protected List<RecordShape.Field> computeValue(Class<?> type) {
                    return RecordShape.of(type).fields().stream()
                            .sorted(Comparator.comparing(RecordShape.Field::name))
                            .toList();
                }
            };

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    static byte[] of(GatewayConfig config) {
        CanonicalJson json = new CanonicalJson();
        json.value(config);
        return json.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** SHA-256 in lower-case hex. */
    static String digest(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void value(Object value) {
        switch (value) {
            case Record holder -> object(holder);
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case Enum<?> constant -> text(EnumText.of(constant));
            case String text -> text(text);
            case Double number ->
                    out.append(BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
            case Integer number -> out.append(number.intValue());
            case Long number -> out.append(number.longValue());
            case Boolean bool -> out.append(bool.booleanValue());
            default -> throw new IllegalArgumentException("no form for " + value.getClass());
        }
    }

    private void object(Record holder) {
        out.append('{');
        int start = out.length();
        for (RecordShape.Field field : SORTED_FIELDS.get(holder.getClass())) {
            Object value = field.get(holder);
            if (value != null) {
                field(field, value, start);
            }
        }
        out.append('}');
    }

    private void field(RecordShape.Field field, Object value, int start) {
        int before = out.length();
        separate(start);
        text(field.name());
        out.append(':');
        int valueStart = out.length();
        value(value);
        if (!field.nullable() && isEmpty(valueStart)) {
            out.setLength(before);
        }
    }

    /** Whether nothing was written since but an empty object or list. */
    private boolean isEmpty(int valueStart) {
        return out.length() == valueStart + 2
                && (out.charAt(valueStart) == '{' || out.charAt(valueStart) == '[');
    }

    private void list(List<?> list) {
        out.append('[');
        int start = out.length();
        for (Object item : list) {
            separate(start);
            value(item);
        }
        out.append(']');
    }

    private void map(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put((String) key, value));
        out.append('{');
        int start = out.length();
        sorted.forEach((key, value) -> {
            separate(start);
            text(key);
            out.append(':');
            value(value);
        });
        out.append('}');
    }

    private void separate(int start) {
        if (out.length() > start) {
            out.append(',');
        }
    }

    private void text(String text) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isMark = c == '"' || c == '\\';
            if (isMark || !isPlain(c)) {
                out.append(text, written, i);
                written = i + 1;
                if (isMark) {
                    out.append('\\').append(c);
                } else {
                    out.append(String.format("\\u%04x", (int) c));
                }
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    /** Control characters, line separators and the like are escaped, so that any reader agrees. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f
                || c >= 0xa0 && c != '\u2028' && c != '\u2029' && c < '\ufeff'
                || c > '\ufeff' && c < '\ufffe';
    }
}
