package io.xynergy.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read strictly, within bounds, and into the tree that YAML gives. */
class JsonTreeTest {

    private static final long SEED = 20_260_103L;

    /** What follows is read as YAML. */
    private static final String AS_YAML = "---\n";

    @Test
    void anyJsonGivesTheTreeOfTheSameTextAsYaml() {
        RandomGenerator random = random();
        for (int i = 0; i < 3000; i++) {
            var json = new StringBuilder();
            write(random, json, 0);

            assertThat(tree(json.toString())).as(json.toString()).isEqualTo(yaml(json.toString()));
        }
    }

    @Test
    void placesAreCountedFromOne() {
        Node root = tree("{\"a\": [1,\n  {\"b\": \"x\"}],\n \"c\": null}");

        DocumentPath a = DocumentPath.ROOT.field("a");
        Node.Entry b = nearest(root, a.item(1).field("b"));
        assertThat(b).extracting(Node.Entry::line, Node.Entry::column).containsExactly(2, 4);
        assertThat(b.value()).extracting(Node::line, Node::column).containsExactly(2, 9);
        assertThat(nearest(root, DocumentPath.ROOT.field("c")))
                .extracting(Node.Entry::line, Node.Entry::column)
                .containsExactly(3, 2);
    }

    private static Node.Entry nearest(Node root, DocumentPath path) {
        return Node.nearest(root, DocumentPath.ROOT, path);
    }

    @Test
    void charactersBeyondTheBasicPlaneComeThrough() {
        Node.ListNode list = (Node.ListNode) tree("[\"\uD83D\uDE00\", \"\\ud83d\\ude00\"]");

        assertThat(list.items())
                .extracting(item -> ((Node.ScalarNode) item).text())
                .containsExactly("\uD83D\uDE00", "\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n\t",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\"}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1}]",
                "{} // end",
                "/* begin */ {}",
                "# yaml\n{}",
                "{\"a\": NaN}",
                "{\"a\": +1}",
                "{\"a\": 01}",
                "{\"a\": .5}",
                "{\"a\": 1.}",
                "{\"a\": 0x10}",
                "{\"a\": 1e}",
                "{\"a\": tru}",
                "{\"a\": True}",
                "{\"a\": \"\\x\"}",
                "{\"a\": \"\\u00g0\"}",
                "{\"a\": \"b\nc\"}",
                "{\"a\": \"\u0000\"}",
                "{\"a\": &x 1}",
                "{\"a\": \"open}",
                "a: 1"
            })
    void whatIsNotJsonIsNotRead(String text) {
        PolicyError error = notJson(text.getBytes(StandardCharsets.UTF_8));

        assertThat(error.message()).startsWith("not JSON: ").doesNotContain("[Source");
        assertThat(error.line()).isPositive();
    }

    @Test
    void everyPlaceAtWhichADocumentBreaksOffIsFound() {
        String json = "{\"a\":[1,-2.5e3,true,null,{\"b\":\"\\u00e9\\n\"}],\"c\":\"é\"}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            notJson(Arrays.copyOf(bytes, i));
        }
        assertThat(tree(json)).isNotNull();
    }

    @Test
    void bytesThatAreNotUtf8AreNotJson() {
        byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'};

        assertThat(notJson(overlong).message())
                .isEqualTo("not UTF-8: the byte 0xc0 does not belong here");
    }

    @ParameterizedTest
    @CsvSource({"64,true", "65,false", "100000,false"})
    void nestingIsBounded(int depth, boolean read) {
        for (String text :
                List.of(
                        "[".repeat(depth) + "]".repeat(depth),
                        "{\"a\":".repeat(depth) + "1" + "}".repeat(depth))) {
            assertThat(errors(text, DocumentBounds.CONFIG))
                    .hasSize(read ? 0 : 1)
                    .allMatch(error -> error.message().equals("nested deeper than 64 levels"));
        }
    }

    @Test
    void valuesAreCountedAsInYaml() {
        String json = "{\"k\":[1,\"%s\",{}]}".formatted("x".repeat(130));
        int weight = 1 + 1 + 1 + 1 + 3 + 1;

        assertThat(tree(json).weight()).isEqualTo(weight).isEqualTo(yaml(json).weight());
        assertThat(errors(json, new DocumentBounds(1000, weight))).isEmpty();
        assertThat(errors(json, new DocumentBounds(1000, weight - 1)))
                .extracting(PolicyError::message)
                .containsExactly("more than 7 values, counting every use of an alias");
        assertThat(errors(json, new DocumentBounds(20, weight)))
                .extracting(PolicyError::message)
                .containsExactly(
                        "the document has more than 20 bytes, which is what this process has room for");
    }

    @Test
    void sameKeyTwiceIsRefusedWithItsPath() {
        assertThat(errors("{\"a\":{\"b\":1,\n\"c\":2,\"b\":3}}", DocumentBounds.CONFIG))
                .singleElement()
                .isEqualTo(new PolicyError("a.b", 2, 7, "the same key is already in line 1"));
    }

    @Test
    void mergeKeyIsNoKey() {
        assertThat(errors("{\"<<\":{}}", DocumentBounds.CONFIG))
                .extracting(PolicyError::path)
                .containsExactly("[\"<<\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\\ud800\"}", "[\"\\udfff x\"]"})
    void halfACharacterIsRefused(String json) {
        assertThat(errors(json, DocumentBounds.CONFIG))
                .extracting(PolicyError::message)
                .containsExactly("half of a surrogate pair is not a character");
    }

    @Test
    void problemsOfJsonAreNotReportedTwiceWhenItTurnsOutToBeYaml() {
        var problems = new Problems();

        Node read =
                DocumentReader.read(
                        "{\"a\": 1, \"a\": 2, b: 3}".getBytes(StandardCharsets.UTF_8),
                        DocumentBounds.POLICY,
                        problems);

        assertThat(read).isNotNull();
        assertThat(problems.errors()).extracting(PolicyError::path).containsExactly("a");
    }

    @Test
    void damagedDocumentsGetAnResponse() {
        RandomGenerator random = random();
        String alphabet = "{}[]\",:\\0123456789.eE+-truefalsn \n\t/*'u";
        for (int i = 0; i < 20_000; i++) {
            var json = new StringBuilder();
            write(random, json, 0);
            for (int j = random.nextInt(4); j >= 0; j--) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                json.setCharAt(random.nextInt(json.length()), c);
            }
            respond(json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void randomBytesGetAnResponse() {
        RandomGenerator random = random();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            respond(bytes);
        }
    }

    /** Reads what may be anything: a tree, or at least one error fit for a terminal. */
    private static void respond(byte[] document) {
        var problems = new Problems();
        List<PolicyError> errors =
                switch (DocumentReader.readJson(document, DocumentBounds.CONFIG, problems)) {
                    case DocumentReader.JsonResult.NotJson<Node> not -> List.of(not.error());
                    case DocumentReader.JsonResult.Read<Node> tree -> {
                        assertThat(tree.value() == null && problems.isEmpty()).isFalse();
                        yield problems.errors();
                    }
                };
        assertThat(errors)
                .extracting(PolicyError::toString)
                .allMatch(text -> text.length() < 2000)
                .allMatch(text -> text.chars().noneMatch(Character::isISOControl));
    }

    private static Node tree(String json) {
        return tree(DocumentBounds.CONFIG, json);
    }

    private static Node tree(DocumentBounds bounds, String json) {
        var problems = new Problems();
        var result =
                DocumentReader.readJson(json.getBytes(StandardCharsets.UTF_8), bounds, problems);
        assertThat(result).as(json).isInstanceOf(DocumentReader.JsonResult.Read.class);
        assertThat(problems.errors()).as(json).isEmpty();
        return Objects.requireNonNull(((DocumentReader.JsonResult.Read<Node>) result).value());
    }

    private static Node yaml(String json) {
        var problems = new Problems();
        byte[] document = (AS_YAML + json).getBytes(StandardCharsets.UTF_8);
        Node root = DocumentReader.read(document, DocumentBounds.CONFIG, problems);
        assertThat(problems.errors()).as(json).isEmpty();
        return up(Objects.requireNonNull(root));
    }

    private static List<PolicyError> errors(String json, DocumentBounds bounds) {
        var problems = new Problems();
        var result =
                DocumentReader.readJson(json.getBytes(StandardCharsets.UTF_8), bounds, problems);
        assertThat(result).as(json).isInstanceOf(DocumentReader.JsonResult.Read.class);
        return problems.errors();
    }

    private static PolicyError notJson(byte[] document) {
        var problems = new Problems();
        var result = DocumentReader.readJson(document, DocumentBounds.CONFIG, problems);
        assertThat(result).isInstanceOf(DocumentReader.JsonResult.NotJson.class);
        assertThat(problems.errors()).isEmpty();
        return ((DocumentReader.JsonResult.NotJson<Node>) result).error();
    }

    /** The same tree one line further up. */
    private static Node up(Node node) {
        int line = node.line() - 1;
        return switch (node) {
            case Node.ScalarNode scalar ->
                    new Node.ScalarNode(
                            line, scalar.column(), scalar.weight(), scalar.text(), scalar.plain());
            case Node.ListNode list -> {
                List<Node> items = list.items().stream().map(JsonTreeTest::up).toList();
                yield new Node.ListNode(line, list.column(), list.weight(), items);
            }
            case Node.MapNode map -> {
                Map<String, Node.Entry> entries = new LinkedHashMap<>();
                map.entries().forEach((key, entry) -> entries.put(key, up(entry)));
                yield new Node.MapNode(line, map.column(), map.weight(), entries);
            }
        };
    }

    private static Node.Entry up(Node.Entry entry) {
        return new Node.Entry(entry.line() - 1, entry.column(), up(entry.value()));
    }

    private static void write(RandomGenerator random, StringBuilder json, int depth) {
        switch (random.nextInt(depth < 5 ? 8 : 6)) {
            case 0 -> json.append(random.nextBoolean());
            case 1 -> json.append("null");
            case 2 -> json.append(random.nextLong());
            case 3 -> json.append(random.nextInt(1000)).append(".5e-").append(random.nextInt(9));
            case 4, 5 -> text(random, json, random.nextInt(90));
            case 6 -> {
                json.append("{");
                for (String key : keys(random)) {
                    json.append(json.charAt(json.length() - 1) == '{' ? "" : ", ");
                    text(random, json, 0);
                    json.insert(json.length() - 1, key).append(": ");
                    write(random, json, depth + 1);
                }
                json.append(" }");
            }
            default -> {
                json.append("[ ");
                for (int i = random.nextInt(4); i >= 0; i--) {
                    write(random, json, depth + 1);
                    json.append(i == 0 ? "" : random.nextBoolean() ? "," : "\n , ");
                }
                json.append("]");
            }
        }
    }

    private static List<String> keys(RandomGenerator random) {
        var keys = new ArrayList<String>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            keys.add("key-" + i + "x".repeat(random.nextInt(3)));
        }
        return keys;
    }

    private static void text(RandomGenerator random, StringBuilder json, int length) {
        json.append('"');
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(7)) {
                case 0 -> json.append("\\n");
                case 1 -> json.append("\\\"");
                case 2 -> json.append("\\/");
                case 3 -> json.append("\\u00e9");
                case 4 -> json.append("\\ud83d\\ude00");
                case 5 -> json.append("ü");
                default -> json.append((char) ('a' + random.nextInt(26)));
            }
        }
        json.append('"');
    }

    private static RandomGenerator random() {
        IO.println("seed " + SEED);
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    }
}
