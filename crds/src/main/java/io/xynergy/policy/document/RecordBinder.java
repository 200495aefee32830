package io.xynergy.policy.document;

import io.xynergy.policy.Rule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a tree into records by the names and types of their components.
 *
 * <p>A value that cannot be read is reported and replaced by an empty one, so that everything else
 * that is wrong can be found in the same pass; the result is good only when there are no problems.
 */
public final class RecordBinder implements JsonTree.Takeover {

    private static final Node.MapNode NOTHING = new Node.MapNode(0, 0, 0, Map.of());

    /** Values are immutable and as many as the program has defaults. */
    private static final Map<DefaultKey, Object> DEFAULTS = new ConcurrentHashMap<>();

    private final Problems problems;
    private final ScalarBinder scalars;
    private final Map<String, Type> itemTypes;

    /** The lists of the root, as far as their items were taken. */
    private final Map<String, List<Object>> taken = new HashMap<>();

    private RecordBinder(Problems problems, Map<String, Type> itemTypes) {
        this.problems = problems;
        this.scalars = new ScalarBinder(problems);
        this.itemTypes = itemTypes;
    }

    /** The record that the tree describes; what is wrong with it is added to the problems. */
    public static <T extends Record> T bind(Node root, Class<T> type, Problems problems) {
        return new RecordBinder(problems, Map.of()).finish(root, type);
    }

    /** Binds the items of the root's lists one by one; the rest follows with {@link #finish}. */
    static RecordBinder whileReading(Class<? extends Record> root, Problems problems) {
        Map<String, Type> lists = new HashMap<>();
        for (RecordShape.Field field : RecordShape.of(root).fields()) {
            if (field.type() instanceof ParameterizedType generic
                    && generic.getRawType() == List.class) {
                lists.put(field.name(), generic.getActualTypeArguments()[0]);
            }
        }
        return new RecordBinder(problems, lists);
    }

    @Override
    public boolean take(DocumentPath list, Node item, DocumentPath path) {
        Type type = itemTypes.get(list.name());
        if (type == null) {
            return false;
        }
        problems.locateIn(item, path);
        Object value = value(item, type, path);
        taken.computeIfAbsent(list.name(), _ -> new ArrayList<>())
                .add(value == null ? empty(type) : value);
        return true;
    }

    <T extends Record> T finish(Node root, Class<T> type) {
        problems.locateIn(root, DocumentPath.ROOT);
        Object value = value(root, type, DocumentPath.ROOT);
        return type.cast(value == null ? empty(type) : value);
    }

    /** The record with every field absent. */
    public static <T extends Record> T defaults(Class<T> type) {
        return type.cast(empty(type));
    }

    private @Nullable Object value(Node node, Type type, DocumentPath path) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? list(node, generic.getActualTypeArguments()[0], path)
                    : map(node, generic.getActualTypeArguments()[1], path);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() && !isMeasure(plain)
                ? record(node, plain, path)
                : scalars.bind(node, plain, path);
    }

    /** Measures are records in Java and single values in a document. */
    private static boolean isMeasure(Class<?> type) {
        return ScalarBinder.MEASURES.contains(type);
    }

    private @Nullable Object record(Node node, Class<?> type, DocumentPath path) {
        if (!(node instanceof Node.MapNode map)) {
            return scalars.expected(node, path, "a map", prefixed(node, type, path));
        }
        RecordShape shape = RecordShape.of(type);
        List<RecordShape.Field> fields = shape.fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        Node.@Nullable Entry[] entries = new Node.@Nullable Entry[values.length];
        int known = 0;
        for (int i = 0; i < values.length; i++) {
            entries[i] = map.entries().get(fields.get(i).name());
            known += entries[i] == null ? 0 : 1;
        }
        if (known < map.entries().size()) {
            reportUnknown(map, shape, path);
        }
        for (int i = 0; i < values.length; i++) {
            RecordShape.Field field = fields.get(i);
            values[i] = field(entries[i], field, path.field(field.name()));
        }
        return shape.create(values);
    }

    private @Nullable Object field(
            Node.@Nullable Entry entry, RecordShape.Field field, DocumentPath path) {
        if (entry != null) {
            Object value = value(entry.value(), field.type(), path);
            return value == null && !field.nullable() ? empty(field.type()) : value;
        }
        Object absent = absent(field);
        if (absent == null && !field.nullable()) {
            problems.add(Rule.MISSING_FIELD, path);
            problems.markUnread(path);
            return empty(field.type());
        }
        return absent;
    }

    private void reportUnknown(Node.MapNode map, RecordShape shape, DocumentPath path) {
        map.entries()
                .forEach((name, entry) -> {
                    if (shape.field(name) == null && !shape.ignores(name)) {
                        reportUnknown(name, entry, map, shape, path);
                    }
                });
    }

    private void reportUnknown(
            String name, Node.Entry entry, Node.MapNode map, RecordShape shape, DocumentPath path) {
        String near = Suggestion.nearest(name, shape.names());
        if (near != null && map.entries().containsKey(near)) {
            near = null;
        }
        String ending = near == null ? "" : "; did you mean " + Quote.of(near) + "?";
        problems.at(
                entry.line(),
                entry.column(),
                path.field(name),
                Rule.UNKNOWN_FIELD,
                Quote.of(name),
                ending,
                String.join(", ", shape.names()));
        if (near != null) {
            problems.markUnread(path.field(near));
        }
    }

    private @Nullable Object list(Node node, Type type, DocumentPath path) {
        if (!(node instanceof Node.ListNode list)) {
            return scalars.expected(node, path, "a list", listed(node, type, path));
        }
        if (isRoot(path.parent()) && taken.containsKey(path.name())) {
            return taken.get(path.name());
        }
        List<Object> values = new ArrayList<>(list.items().size());
        for (int i = 0; i < list.items().size(); i++) {
            Object value = value(list.items().get(i), type, path.item(i));
            values.add(value == null ? empty(type) : value);
        }
        return values;
    }

    /** What to write in the place of a path that does not say how it is compared. */
    private static String prefixed(Node node, Class<?> type, DocumentPath path) {
        return node instanceof Node.ScalarNode scalar
                        && scalar.text().startsWith("/")
                        && RecordShape.of(type).field("prefix") != null
                ? "; write %s: {prefix: %s}".formatted(path.name(), shown(scalar))
                : "";
    }

    /** What to write in the place of a single text. */
    private static String listed(Node node, Type type, DocumentPath path) {
        boolean ofTexts = type instanceof Class<?> item && (item == String.class || item.isEnum());
        return ofTexts && node instanceof Node.ScalarNode scalar && scalar.kind() == ScalarKind.TEXT
                ? "; write %s: [%s]".formatted(path.name(), shown(scalar))
                : "";
    }

    /** Without quotes where YAML needs none. */
    private static String shown(Node.ScalarNode scalar) {
        return scalar.plain() && scalar.text().matches("[A-Za-z0-9/._-]{1,80}")
                ? scalar.text()
                : Quote.of(scalar.text());
    }

    @SuppressWarnings("ReferenceEquality") // it is the beginning of every path of a document
    private static boolean isRoot(@Nullable DocumentPath path) {
        return path == DocumentPath.ROOT;
    }

    private @Nullable Object map(Node node, Type type, DocumentPath path) {
        if (!(node instanceof Node.MapNode map)) {
            return scalars.expected(node, path, "a map");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        map.entries()
                .forEach((key, entry) -> {
                    Object value = value(entry.value(), type, path.field(key));
                    values.put(key, value == null ? empty(type) : value);
                });
        return values;
    }

    /** What an absent field stands for; null: nothing. */
    private static @Nullable Object absent(RecordShape.Field field) {
        String text = field.defaultText();
        if (text != null) {
            DefaultKey key = new DefaultKey(text, field.type());
            Object known = DEFAULTS.get(key);
            return known == null ? remember(key) : known;
        }
        return field.nullable() ? null : emptyCollection(field.type());
    }

    /** A default as it is written, and the type that it is read as. */
    private record DefaultKey(String text, Type type) {}

    /** Not by computeIfAbsent: a default may hold records that have defaults themselves. */
    private static Object remember(DefaultKey key) {
        Object value = quietly(parse(key.text()), key.type());
        if (value == null) {
            throw new IllegalStateException("default " + key.text() + " is no " + key.type());
        }
        DEFAULTS.put(key, value);
        return value;
    }

    private static Node parse(String text) {
        Problems unexpected = new Problems();
        Node node =
                DocumentReader.read(
                        text.getBytes(StandardCharsets.UTF_8), DocumentBounds.POLICY, unexpected);
        if (node == null) {
            throw new IllegalStateException("default " + text + ": " + unexpected.errors());
        }
        return node;
    }

    /** Reads a default, which is part of the program and therefore right. */
    private static @Nullable Object quietly(Node node, Type type) {
        Problems ignored = new Problems();
        ignored.locateIn(node, DocumentPath.ROOT);
        return new RecordBinder(ignored, Map.of()).value(node, type, DocumentPath.ROOT);
    }

    private static @Nullable Object emptyCollection(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? List.of() : Map.of();
        }
        return null;
    }

    /** Stands in for a value that could not be read. */
    private static Object empty(Type type) {
        Object collection = emptyCollection(type);
        if (collection != null) {
            return collection;
        }
        Class<?> plain = (Class<?>) type;
        Object value =
                plain.isRecord() && !isMeasure(plain)
                        ? quietly(NOTHING, plain)
                        : ScalarBinder.empty(plain);
        if (value == null) {
            throw new IllegalStateException("nothing can stand in for " + type);
        }
        return value;
    }
}
