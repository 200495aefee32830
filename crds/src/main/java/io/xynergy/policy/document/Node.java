package io.xynergy.policy.document;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a document with the place where it begins, counted from 1. */
public sealed interface Node {

    int line();

    int column();

    /** The cost of the node and all below it, with aliases counted as often as they are used. */
    int weight();

    /** A map; keys are unique. */
    record MapNode(int line, int column, int weight, Map<String, Entry> entries) implements Node {}

    /** A value of a map with the place of its key. */
    record Entry(int line, int column, Node value) {}

    /** A list. */
    record ListNode(int line, int column, int weight, List<Node> items) implements Node {}

    /**
     * A single value.
     *
     * @param plain written without quotes, so that its form decides its type
     */
    record ScalarNode(int line, int column, int weight, String text, boolean plain)
            implements Node {

        /** The type of the value by the rules of YAML 1.2. */
        ScalarKind kind() {
            return plain ? ScalarKind.of(text) : ScalarKind.TEXT;
        }
    }

    /** What the node is, in words for a message. */
    default String describe() {
        return switch (this) {
            case MapNode _ -> "a map";
            case ListNode _ -> "a list";
            case ScalarNode scalar ->
                    switch (scalar.kind()) {
                        case NOTHING -> "nothing";
                        case BOOLEAN -> "the boolean " + scalar.text();
                        case INTEGER, DECIMAL -> "the number " + scalar.text();
                        case TEXT -> "the text " + Quote.of(scalar.text());
                    };
        };
    }

    /**
     * The place that the path names, or the deepest one on the way to it that exists.
     *
     * @param base where {@code root} is in its document
     */
    static Entry nearest(Node root, DocumentPath base, DocumentPath path) {
        @Nullable DocumentPath parent = path.parent();
        if (parent == null || path.equals(base)) {
            return new Entry(root.line(), root.column(), root);
        }
        Entry above = nearest(root, base, parent);
        return switch (above.value()) {
            case MapNode map -> map.entries().getOrDefault(path.name(), above);
            case ListNode list when path.index() >= 0 && path.index() < list.items().size() -> {
                Node item = list.items().get(path.index());
                yield new Entry(item.line(), item.column(), item);
            }
            case ListNode _, ScalarNode _ -> above;
        };
    }
}
