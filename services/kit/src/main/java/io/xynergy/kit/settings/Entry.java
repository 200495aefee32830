package io.xynergy.kit.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One setting: where it is written and what it may be.
 *
 * @param key dotted, each part in kebab case, such as {@code db.statement-timeout}
 */
record Entry(String key, Class<?> type, Setting setting) {

    /** The settings of a record of sections, in the order of its components. */
    static List<Entry> of(Class<? extends Record> type) {
        List<Entry> entries = new ArrayList<>();
        collect("", type, entries);
        return List.copyOf(entries);
    }

    static boolean isSection(Class<?> type) {
        return type.isRecord() && type != Secret.class;
    }

    static String key(String prefix, RecordComponent component) {
        String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return prefix.isEmpty() ? name : prefix + "." + name;
    }

    private static void collect(String prefix, Class<?> type, List<Entry> entries) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(prefix, component);
            if (isSection(component.getType())) {
                collect(key, component.getType(), entries);
                continue;
            }
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(type.getName() + ": " + key + " has no @Setting");
            }
            entries.add(new Entry(key, component.getType(), setting));
        }
    }

    /** The environment variable that sets it. */
    String variable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The first part of the key. */
    String section() {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }
}
