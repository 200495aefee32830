package io.xynergy.policy.document;

import io.xynergy.policy.Spelled;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The spelling of enum constants in documents. */
public final class EnumText {

    private static final ClassValue<Map<String, Enum<?>>> SPELLINGS =
            new ClassValue<>() {
                @Override
                protected Map<String, Enum<?>> computeValue(Class<?> type) {
                    Map<String, Enum<?>> spellings = new LinkedHashMap<>();
                    for (Object constant : type.getEnumConstants()) {
                        Enum<?> value = (Enum<?>) constant;
                        spellings.put(of(value), value);
                    }
                    return spellings;
                }
            };

    private EnumText() {}

    /** The constant as it is written: in CamelCase unless it says otherwise. */
    public static String of(Enum<?> constant) {
        try {
            Spelled spelled =
                    constant.getDeclaringClass()
                            .getField(constant.name())
                            .getAnnotation(Spelled.class);
            return spelled == null ? camelCase(constant.name()) : spelled.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("no constant " + constant, e);
        }
    }

    /** All constants of the type by their spelling, in their order. */
    public static Map<String, Enum<?>> spellings(Class<?> type) {
        return SPELLINGS.get(type);
    }

    private static String camelCase(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
