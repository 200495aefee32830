package io.xynergy.policy.document;

import io.xynergy.policy.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Builds the tree from parser events, without recursion and within its bounds. */
final class TreeBuilder {

    static final int DEEPEST = 64;

    /** A key that merges maps in YAML 1.1. */
    static final String MERGE = "<<";

    /** A long text weighs as much as several nodes, since aliases can multiply it. */
    private static final int TEXT_PER_WEIGHT = 64;

    private final int mostWeight;
    private final Problems problems;
    private final Deque<Open> stack = new ArrayDeque<>();
    private final Map<String, Node> anchors = new HashMap<>();
    private int weight;
    private int documents;
    private @Nullable Node root;

    TreeBuilder(int mostWeight, Problems problems) {
        this.mostWeight = mostWeight;
        this.problems = problems;
    }

    /** A collection that is not closed yet. */
    private static final class Open {
        final boolean isMap;
        final int line;
        final int column;
        final @Nullable String anchor;
        final DocumentPath path;
        final List<Node> items = new ArrayList<>();
        final Map<String, Node.Entry> entries = new LinkedHashMap<>();
        final int weightBefore;
        Node.@Nullable ScalarNode key;
        boolean skipsValue;

        Open(Event event, boolean isMap, @Nullable String anchor, DocumentPath path, int weight) {
            this.isMap = isMap;
            this.line = lineOf(event);
            this.column = columnOf(event);
            this.anchor = anchor;
            this.path = path;
            this.weightBefore = weight;
        }
    }

    /** Takes one event; false: no more are wanted. */
    boolean accept(Event event) {
        return switch (event.getEventId()) {
            case DocumentStart -> beginDocument(event);
            case Scalar -> scalar((ScalarEvent) event);
            case Alias -> alias((AliasEvent) event);
            case MappingStart, SequenceStart -> open((CollectionStartEvent) event);
            case MappingEnd, SequenceEnd -> close();
            case StreamStart, StreamEnd, DocumentEnd, Comment -> true;
        };
    }

    /** The tree; null when it was refused or when there is none. */
    @Nullable Node finish() {
        Node tree = root;
        if (tree == null && problems.isEmpty()) {
            problems.at(1, 1, DocumentPath.ROOT, Rule.EMPTY_DOCUMENT);
        }
        return tree;
    }

    private boolean beginDocument(Event event) {
        documents++;
        return documents == 1 || refuse(event, Rule.SEVERAL_DOCUMENTS);
    }

    private boolean scalar(ScalarEvent event) {
        if (!checkTag(event, event.getTag().orElse(null))) {
            return false;
        }
        String text = event.getValue();
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        int cost = weight(text);
        Node.ScalarNode node =
                new Node.ScalarNode(lineOf(event), columnOf(event), cost, text, plain);
        if (hasLoneSurrogate(text)) {
            problems.at(node.line(), node.column(), here(), Rule.LONE_SURROGATE);
        }
        if (plain && ScalarKind.isOldBoolean(text)) {
            problems.warnAt(node.line(), node.column(), here(), oldBoolean(text));
        }
        weight += cost;
        return remember(event, node) && place(event, node);
    }

    /** What a text costs. */
    static int weight(String text) {
        return 1 + text.length() / TEXT_PER_WEIGHT;
    }

    private static String oldBoolean(String text) {
        return "write \""
                + text
                + "\" in quotes: readers of YAML 1.1 such as kubectl take it for a boolean";
    }

    private boolean alias(AliasEvent event) {
        Node node = anchors.get(event.getAlias().getValue());
        if (node == null) {
            return refuse(event, Rule.UNKNOWN_ALIAS, Quote.of(event.getAlias().getValue()));
        }
        if (node.weight() > mostWeight - weight) {
            return refuse(event, Rule.TOO_MANY_NODES, mostWeight);
        }
        weight += node.weight();
        return place(event, node);
    }

    private boolean open(CollectionStartEvent event) {
        boolean isMap = event.getEventId() == Event.ID.MappingStart;
        if (stack.size() == DEEPEST) {
            return refuse(event, Rule.TOO_DEEP, DEEPEST);
        }
        if (!checkTag(event, event.getTag().orElse(null)) || !checkKey(event)) {
            return false;
        }
        stack.push(new Open(event, isMap, anchorOf(event), here(), weight));
        weight++;
        return weight <= mostWeight || refuse(event, Rule.TOO_MANY_NODES, mostWeight);
    }

    private boolean close() {
        Open open = stack.pop();
        int cost = weight - open.weightBefore;
        Node node =
                open.isMap
                        ? new Node.MapNode(open.line, open.column, cost, open.entries)
                        : new Node.ListNode(open.line, open.column, cost, open.items);
        if (open.anchor != null) {
            anchors.put(open.anchor, node);
        }
        attach(node);
        return true;
    }

    private boolean remember(NodeEvent event, Node node) {
        if (weight > mostWeight) {
            return refuse(event, Rule.TOO_MANY_NODES, mostWeight);
        }
        String anchor = anchorOf(event);
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return true;
    }

    /** Puts a finished scalar or alias where it belongs, as a key or as a value. */
    private boolean place(Event event, Node node) {
        Open open = stack.peek();
        if (open == null || !open.isMap || open.key != null) {
            attach(node);
            return true;
        }
        if (!(node instanceof Node.ScalarNode key)) {
            return refuse(event, Rule.KEY_NOT_TEXT);
        }
        beginEntry(open, new Node.ScalarNode(lineOf(event), columnOf(event), 1, key.text(), true));
        return true;
    }

    private void beginEntry(Open open, Node.ScalarNode key) {
        open.key = key;
        DocumentPath path = open.path.field(key.text());
        Node.Entry earlier = open.entries.get(key.text());
        open.skipsValue = key.text().equals(MERGE) || earlier != null;
        if (key.text().equals(MERGE)) {
            problems.at(key.line(), key.column(), path, Rule.MERGE_KEY);
        } else if (earlier != null) {
            problems.at(key.line(), key.column(), path, Rule.DUPLICATE_KEY, earlier.line());
        }
    }

    private void attach(Node node) {
        Open open = stack.peek();
        if (open == null) {
            root = node;
        } else if (!open.isMap) {
            open.items.add(node);
        } else if (open.key != null) {
            Node.ScalarNode key = open.key;
            if (!open.skipsValue) {
                open.entries.put(key.text(), new Node.Entry(key.line(), key.column(), node));
            }
            open.key = null;
        }
    }

    private boolean checkKey(Event event) {
        Open open = stack.peek();
        boolean isKey = open != null && open.isMap && open.key == null;
        return !isKey || refuse(event, Rule.KEY_NOT_TEXT);
    }

    private boolean checkTag(Event event, @Nullable String tag) {
        return tag == null || refuse(event, Rule.TAG, Quote.of(tag));
    }

    private boolean refuse(Event event, Rule rule, Object... arguments) {
        problems.at(lineOf(event), columnOf(event), here(), rule, arguments);
        root = null;
        return false;
    }

    private DocumentPath here() {
        Open open = stack.peek();
        if (open == null) {
            return DocumentPath.ROOT;
        }
        if (!open.isMap) {
            return open.path.item(open.items.size());
        }
        return open.key == null ? open.path : open.path.field(open.key.text());
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair =
                        i + 1 < text.length()
                                && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static @Nullable String anchorOf(NodeEvent event) {
        return event.getAnchor().map(Anchor::getValue).orElse(null);
    }

    private static int lineOf(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private static int columnOf(Event event) {
        return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
    }
}
