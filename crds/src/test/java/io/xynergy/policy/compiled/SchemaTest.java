package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.GatewayPolicy;
import io.xynergy.policy.Percent;
import io.xynergy.policy.PolicySpec;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.EnumText;
import io.xynergy.policy.document.Node;
import io.xynergy.policy.document.Problems;
import io.xynergy.policy.document.RecordShape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the schema of the CRD and the records to each other, in both directions. */
class SchemaTest {

    private static final Set<Class<?>> TEXTS = Set.of(String.class, Duration.class, Percent.class);
    private static final Set<Class<?>> QUANTITIES = Set.of(ByteSize.class, Cpu.class);
    private static final Map<Class<?>, String> TYPES =
            Map.of(
                    int.class, "integer",
                    Integer.class, "integer",
                    boolean.class, "boolean",
                    Boolean.class, "boolean",
                    BigDecimal.class, "number");

    /** Nearly every route would have them, and the API server would keep and send them all. */
    private static final Set<String> DEFAULTS_THAT_ONLY_THE_READER_ADDS =
            Set.of("spec.routes[].to[].weight", "spec.routes[].allowEncodedSlashes");

    private final List<String> differences = new ArrayList<>();

    @Test
    void schemaAndRecordsHaveTheSameFieldsTypesEnumsAndDefaults() {
        Node spec = at(schema(), "properties", "spec");
        compareRecord(spec, PolicySpec.class, "spec");

        assertThat(differences).isEmpty();
    }

    @Test
    void everyFieldHasADescription() {
        describeBelow(schema(), "GatewayPolicy");

        assertThat(differences).isEmpty();
    }

    @Test
    void namesTheKindThatTheReaderExpects() {
        Node crd = document();
        String group = text(at(crd, "spec", "group"));
        Node version = ((Node.ListNode) at(crd, "spec", "versions")).items().getFirst();

        assertThat(group + "/" + text(at(version, "name"))).isEqualTo(GatewayPolicy.API_VERSION);
        assertThat(text(at(crd, "spec", "names", "kind"))).isEqualTo(GatewayPolicy.KIND);
    }

    private void compareRecord(Node schema, Class<?> type, String path) {
        RecordShape shape = RecordShape.of(type);
        Map<String, Node.Entry> properties = entries(find(schema, "properties"));
        Set<String> fields = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        for (RecordShape.Field field : shape.fields()) {
            fields.add(field.name());
            Node.Entry property = properties.get(field.name());
            boolean mayBeEmpty =
                    field.type() instanceof ParameterizedType
                            && (property == null || find(property.value(), "minItems") == null);
            if (!field.nullable() && field.defaultText() == null && !mayBeEmpty) {
                required.add(field.name());
            }
        }
        expect(path + " fields", fields, new TreeSet<>(properties.keySet()));
        expect(path + " required", required, new TreeSet<>(texts(find(schema, "required"))));
        for (RecordShape.Field field : shape.fields()) {
            Node.Entry property = properties.get(field.name());
            if (property != null) {
                String place = path + "." + field.name();
                compareDefault(property.value(), field.defaultText(), place);
                compareType(property.value(), field.type(), place);
            }
        }
    }

    private void compareDefault(Node schema, @Nullable String expected, String path) {
        Node actual = find(schema, "default");
        boolean isUnwritten = DEFAULTS_THAT_ONLY_THE_READER_ADDS.contains(path);
        Object wanted = expected == null || isUnwritten ? null : plain(parse(expected));
        Object found = actual == null ? null : plain(actual);
        expect(path + " default", String.valueOf(wanted), String.valueOf(found));
    }

    private void compareType(Node schema, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            boolean isList = generic.getRawType() == List.class;
            Type inner = generic.getActualTypeArguments()[isList ? 0 : 1];
            expect(path + " type", isList ? "array" : "object", text(find(schema, "type")));
            Node items = find(schema, isList ? "items" : "additionalProperties");
            expect(
                    path + " bounded",
                    true,
                    find(schema, isList ? "maxItems" : "maxProperties") != null);
            if (items == null) {
                differences.add(path + " has no items");
            } else {
                compareType(items, inner, path + "[]");
            }
            return;
        }
        compareSingle(schema, (Class<?>) type, path);
    }

    private void compareSingle(Node schema, Class<?> type, String path) {
        if (type.isEnum()) {
            expect(path + " type", "string", text(find(schema, "type")));
            Set<String> values = new TreeSet<>(EnumText.spellings(type).keySet());
            expect(path + " enum", values, new TreeSet<>(texts(find(schema, "enum"))));
        } else if (QUANTITIES.contains(type)) {
            String mark = text(find(schema, "x-kubernetes-int-or-string"));
            expect(path + " is a quantity", "true", mark);
        } else if (TEXTS.contains(type)) {
            expect(path + " type", "string", text(find(schema, "type")));
            boolean bounded = find(schema, "maxLength") != null;
            expect(path + " bounded", true, bounded);
        } else if (TYPES.containsKey(type)) {
            expect(path + " type", String.valueOf(TYPES.get(type)), text(find(schema, "type")));
        } else {
            expect(path + " type", "object", text(find(schema, "type")));
            compareRecord(schema, type, path);
        }
    }

    private void expect(String what, Object records, Object schema) {
        if (!records.equals(schema)) {
            differences.add(what + ": records " + records + ", schema " + schema);
        }
    }

    private void describeBelow(Node schema, String path) {
        if (find(schema, "description") == null && !path.endsWith("metadata")) {
            differences.add(path + " has no description");
        }
        entries(find(schema, "properties"))
                .forEach((name, property) -> describeBelow(property.value(), path + "." + name));
        Node items = find(schema, "items");
        if (items != null && find(items, "properties") != null) {
            describeBelow(items, path + "[]");
        }
    }

    /** A value by its meaning, so that the way it is written does not count. */
    private static Object plain(Node node) {
        return switch (node) {
            case Node.MapNode map -> {
                Map<String, Object> values = new TreeMap<>();
                map.entries().forEach((key, entry) -> values.put(key, plain(entry.value())));
                yield values;
            }
            case Node.ListNode list -> list.items().stream().map(SchemaTest::plain).toList();
            case Node.ScalarNode scalar -> scalar.text();
        };
    }

    private static Node schema() {
        Node version = ((Node.ListNode) at(document(), "spec", "versions")).items().getFirst();
        return at(version, "schema", "openAPIV3Schema");
    }

    private static Node document() {
        return parse(Documents.bytes(Path.of("gatewaypolicies.yaml")));
    }

    private static Node parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Node parse(byte[] document) {
        Problems problems = new Problems();
        Node node = DocumentReader.read(document, DocumentBounds.POLICY, problems);
        if (node == null) {
            throw new AssertionError(problems.errors().toString());
        }
        return node;
    }

    private static Node at(Node node, String... keys) {
        Node here = node;
        for (String key : keys) {
            Node next = find(here, key);
            if (next == null) {
                throw new AssertionError("no " + key + " in line " + here.line());
            }
            here = next;
        }
        return here;
    }

    private static @Nullable Node find(Node node, String key) {
        Node.Entry entry = entries(node).get(key);
        return entry == null ? null : entry.value();
    }

    private static Map<String, Node.Entry> entries(@Nullable Node node) {
        return node instanceof Node.MapNode map ? map.entries() : Map.of();
    }

    private static List<String> texts(@Nullable Node node) {
        return node instanceof Node.ListNode list
                ? list.items().stream().map(SchemaTest::text).toList()
                : List.of();
    }

    private static String text(@Nullable Node node) {
        return node instanceof Node.ScalarNode scalar ? scalar.text() : "nothing";
    }
}
