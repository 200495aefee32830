package io.xynergy.policy.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds from JSON (RFC 8259) the tree that {@link TreeBuilder} builds from the same text as YAML,
 * in a tenth of the time; within the same bounds, which also bound its recursion.
 */
final class JsonTree {

    /** Of a name. */
    private static final int LONGEST_NAME = 50_000;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(TreeBuilder.DEEPEST + 1)
                                    .maxNameLength(LONGEST_NAME)
                                    .maxStringLength(Integer.MAX_VALUE) // the document is bounded
                                    .build())
                    .build();

    private final JsonParser parser;
    private final int mostWeight;

    /** Kept apart until it is known that the text is JSON. */
    private final Problems problems = new Problems();

    private int weight;

    private JsonTree(JsonParser parser, int mostWeight) {
        this.parser = parser;
        this.mostWeight = mostWeight;
    }

    /**
     * Reads one document.
     *
     * @return null when the tree was refused, with the reason among the problems
     * @throws NotJsonException and no problems, if it is not JSON
     */
    static @Nullable Node read(char[] text, DocumentBounds bounds, Problems problems)
            throws NotJsonException {
        try (JsonParser parser = JSON.createParser(text)) {
            var tree = new JsonTree(parser, bounds.weight());
            Node root = tree.document();
            problems.addAll(tree.problems);
            return root;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            int line = at == null ? 0 : at.getLineNr();
            int column = at == null ? 0 : at.getColumnNr();
            throw new NotJsonException(error(line, column, describe(e)));
        } catch (IOException e) {
            throw new IllegalStateException("text in memory", e);
        }
    }

    private @Nullable Node document() throws IOException, NotJsonException {
        if (parser.nextToken() == null) {
            throw new NotJsonException(error(1, 1, "there is nothing"));
        }
        try {
            Node root = value(DocumentPath.ROOT, 0);
            if (parser.nextToken() == null) {
                return root;
            }
        } catch (RefusedException _) {
            return null;
        }
        JsonLocation at = parser.currentTokenLocation();
        String message = "something follows the end";
        throw new NotJsonException(error(at.getLineNr(), at.getColumnNr(), message));
    }

    /** What the parser found, without its remarks on where it was reading from. */
    private static String describe(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int remark = message.indexOf(" (start marker at");
        return Quote.plain(remark < 0 ? message : message.substring(0, remark));
    }

    private static PolicyError error(int line, int column, String message) {
        return new PolicyError("", line, column, "not JSON: " + message);
    }

    /** The value whose first token is the present one. */
    private Node value(DocumentPath path, int depth) throws IOException, RefusedException {
        JsonLocation at = parser.currentTokenLocation();
        int line = at.getLineNr();
        int column = at.getColumnNr();
        JsonToken token = parser.currentToken();
        if (token.isStructStart() && depth == TreeBuilder.DEEPEST) {
            throw refused(line, column, path, Rule.TOO_DEEP, TreeBuilder.DEEPEST);
        }
        int before = weight;
        return switch (token) {
            case START_OBJECT -> {
                weigh(1, path);
                Map<String, Node.Entry> entries = entries(path, depth);
                yield new Node.MapNode(line, column, weight - before, entries);
            }
            case START_ARRAY -> {
                weigh(1, path);
                List<Node> items = items(path, depth);
                yield new Node.ListNode(line, column, weight - before, items);
            }
            default -> {
                String text = parser.getText();
                weigh(TreeBuilder.weight(text), path);
                boolean plain = token != JsonToken.VALUE_STRING;
                checkText(text, plain, line, column, path);
                yield new Node.ScalarNode(line, column, weight - before, text, plain);
            }
        };
    }

    private Map<String, Node.Entry> entries(DocumentPath path, int depth)
            throws IOException, RefusedException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonLocation at = parser.currentTokenLocation();
            int line = at.getLineNr();
            int column = at.getColumnNr();
            DocumentPath field = path.field(name);
            weigh(TreeBuilder.weight(name), path);
            checkText(name, false, line, column, path);
            parser.nextToken();
            Node value = value(field, depth + 1);
            Node.Entry earlier = entries.get(name);
            if (name.equals(TreeBuilder.MERGE)) {
                problems.at(line, column, field, Rule.MERGE_KEY);
            } else if (earlier != null) {
                problems.at(line, column, field, Rule.DUPLICATE_KEY, earlier.line());
            } else {
                entries.put(name, new Node.Entry(line, column, value));
            }
        }
        return entries;
    }

    private List<Node> items(DocumentPath path, int depth) throws IOException, RefusedException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(path.item(items.size()), depth + 1));
        }
        return items;
    }

    private void checkText(String text, boolean plain, int line, int column, DocumentPath path) {
        if (!plain && TreeBuilder.hasLoneSurrogate(text)) {
            problems.at(line, column, path, Rule.LONE_SURROGATE);
        }
    }

    private void weigh(int cost, DocumentPath path) throws RefusedException {
        weight += cost;
        if (weight > mostWeight) {
            JsonLocation at = parser.currentTokenLocation();
            throw refused(at.getLineNr(), at.getColumnNr(), path, Rule.TOO_MANY_NODES, mostWeight);
        }
    }

    private RefusedException refused(
            int line, int column, DocumentPath path, Rule rule, int bound) {
        problems.at(line, column, path, rule, bound);
        return new RefusedException();
    }

    /** The text is not JSON. */
    static final class NotJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient PolicyError error;

        NotJsonException(PolicyError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }

        PolicyError error() {
            return error;
        }
    }

    /** A bound was reached, which is among the problems. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException() {
            super(null, null, false, false);
        }
    }
}
