package io.xynergy.policy.compiled;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.Environment;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.Node;
import io.xynergy.policy.document.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of the canonical form, over random documents from a fixed seed. */
class CanonicalFormTest {

    private static final long SEED = 20_260_102L;

    static Stream<Path> documents() {
        return Stream.of(Documents.EXAMPLES, Documents.VALID)
                .map(Documents::in)
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void orderOfKeysAndYamlOrJsonDoNotMatter(Path document) {
        IO.println("seed " + SEED);
        Random random = new Random(SEED);
        byte[] yaml = Documents.bytes(document);
        String digest = Documents.compile(yaml).digest();
        Node tree = tree(yaml);
        for (int i = 0; i < 10; i++) {
            StringBuilder json = new StringBuilder();
            writeShuffled(tree, random, json);

            assertThat(Documents.compile(utf8(json.toString())).digest()).isEqualTo(digest);
        }
    }

    @Test
    void anyTextComesBackAsItWas() {
        IO.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            Map<String, String> headers = new TreeMap<>();
            for (int j = random.nextInt(4); j >= 0; j--) {
                headers.put("X-" + random.nextInt(100), text(random));
            }
            GatewayConfig config = config(headers, random);
            byte[] json = Policies.canonicalJson(config);

            assertThat(Policies.readConfig(json))
                    .isEqualTo(new ConfigResult.Loaded(config, Policies.digest(config)));
        }
    }

    @Test
    void equalEditsHaveOneFormWhateverTheirOrder() {
        GatewayConfig.HeaderEdits one =
                new GatewayConfig.HeaderEdits(
                        List.of(), Map.of("a", "1", "b", "2", "c", "3"), Map.of());
        Map<String, String> reversed = new LinkedHashMap<>();
        reversed.put("c", "3");
        reversed.put("b", "2");
        reversed.put("a", "1");
        GatewayConfig.HeaderEdits other =
                new GatewayConfig.HeaderEdits(List.of(), reversed, Map.of());

        assertThat(List.copyOf(one.set().keySet())).containsExactly("a", "b", "c");
        assertThat(other).hasToString(one.toString());
    }

    @Test
    void aDocumentThatIsNoConfigurationIsRefusedWithItsPlaces() {
        ConfigResult result = Policies.readConfig(utf8("{\"name\":\"a\",\"routes\":[{}],\"x\":1}"));

        assertThat(result).isInstanceOf(ConfigResult.Refused.class);
        assertThat(((ConfigResult.Refused) result).errors())
                .extracting(PolicyError::path)
                .contains("environment", "routes[0].name", "x");
    }

    private static GatewayConfig config(Map<String, String> headers, Random random) {
        GatewayConfig.HeaderEdits edits =
                new GatewayConfig.HeaderEdits(List.of("a"), headers, Map.of());
        GatewayConfig.Route route =
                new GatewayConfig.Route(
                        "r" + text(random),
                        List.of(
                                new GatewayConfig.Match(
                                        List.of(), null, List.of(), List.of(), List.of())),
                        List.of(new GatewayConfig.Target("s", random.nextInt() >>> 1, edits)),
                        null,
                        null,
                        edits,
                        GatewayConfig.HeaderEdits.NONE,
                        1 + (random.nextLong() >>> 25),
                        random.nextBoolean() ? null : random.nextLong() >>> 25,
                        null,
                        new GatewayConfig.Retry(0, List.of(), List.of(), List.of(), null),
                        GatewayConfig.AuthMode.NONE,
                        random.nextBoolean());
        return new GatewayConfig(
                text(random),
                Environment.PRODUCTION,
                new GatewayConfig.Gateway(null, List.of(), 1, null, List.of(), null, null),
                List.of(new GatewayConfig.Service("s", List.of(), 1, 1, null)),
                List.of(route));
    }

    /** Any characters but halves of surrogate pairs. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int most = random.nextBoolean() ? 0x100 : Character.MAX_CODE_POINT + 1;
            int c = random.nextInt(most);
            boolean isHalf = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            text.appendCodePoint(isHalf ? '?' : c);
        }
        return text.toString();
    }

    private static void writeShuffled(Node node, Random random, StringBuilder json) {
        switch (node) {
            case Node.MapNode map -> {
                List<String> keys = new ArrayList<>(map.entries().keySet());
                Collections.shuffle(keys, random);
                json.append('{');
                String separator = "";
                for (String key : keys) {
                    json.append(separator).append('"').append(key).append("\": ");
                    writeShuffled(requireNonNull(map.entries().get(key)).value(), random, json);
                    separator = ",\n";
                }
                json.append('}');
            }
            case Node.ListNode list -> {
                json.append('[');
                String separator = "";
                for (Node item : list.items()) {
                    json.append(separator);
                    writeShuffled(item, random, json);
                    separator = ", ";
                }
                json.append(']');
            }
            case Node.ScalarNode scalar -> {
                boolean bare =
                        scalar.plain()
                                && scalar.text()
                                        .matches("true|false|-?[0-9]+(\\.[0-9]+)?(e-?[0-9]+)?");
                String escaped = scalar.text().replace("\\", "\\\\").replace("\"", "\\\"");
                json.append(bare ? scalar.text() : '"' + escaped + '"');
            }
        }
    }

    private static Node tree(byte[] document) {
        Node tree = DocumentReader.read(document, DocumentBounds.POLICY, new Problems());
        if (tree == null) {
            throw new AssertionError("not readable");
        }
        return tree;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
