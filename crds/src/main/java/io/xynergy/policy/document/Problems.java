package io.xynergy.policy.document;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.PolicyWarning;
import io.xynergy.policy.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one document: all of it, up to a bound, then a count. */
public final class Problems {

    private static final int MOST = 100;

    private final List<PolicyError> errors = new ArrayList<>();
    private final List<PolicyWarning> warnings = new ArrayList<>();
    private final Set<String> unread = new HashSet<>();
    private final Set<String> aboveUnread = new HashSet<>();
    private @Nullable Node root;
    private int uncounted;

    /** Gives the tree in which paths are looked up. */
    void locateIn(Node tree) {
        root = tree;
    }

    /** Reports a value that could not be read; what depends on it is not reported again. */
    void unreadable(Rule rule, DocumentPath path, Object... arguments) {
        report(rule, path, arguments);
        markUnread(path);
    }

    /** Keeps silent about everything at, below and directly above the path from now on. */
    void markUnread(DocumentPath path) {
        if (unread.size() < MOST && unread.add(path.toString())) {
            DocumentPath above = path.parent();
            while (above != null) {
                aboveUnread.add(above.toString());
                above = above.parent();
            }
        }
    }

    /** Reports a broken rule, unless the value in question could not be read in the first place. */
    public void add(Rule rule, DocumentPath path, Object... arguments) {
        if (!dependsOnUnread(path)) {
            report(rule, path, arguments);
        }
    }

    /** Reports something that is allowed but probably not meant. */
    public void warn(DocumentPath path, String message) {
        if (warnings.size() < MOST) {
            Node.Entry place = place(path);
            warnings.add(new PolicyWarning(path.toString(), place.line(), place.column(), message));
        }
    }

    void at(int line, int column, DocumentPath path, Rule rule, Object... arguments) {
        if (errors.size() < MOST) {
            errors.add(new PolicyError(path.toString(), line, column, rule.message(arguments)));
        } else {
            uncounted++;
        }
    }

    /** Takes over what was found wrong elsewhere. */
    void addAll(Problems others) {
        int space = Math.min(MOST - errors.size(), others.errors.size());
        errors.addAll(others.errors.subList(0, space));
        uncounted += others.errors.size() - space + others.uncounted;
    }

    void warnAt(int line, int column, DocumentPath path, String message) {
        if (warnings.size() < MOST) {
            warnings.add(new PolicyWarning(path.toString(), line, column, message));
        }
    }

    /** Whether more errors would only be counted, so that suggestions need not be looked for. */
    public boolean isFull() {
        return errors.size() >= MOST;
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /** The errors in the order of the document; the last one counts those that were left out. */
    public List<PolicyError> errors() {
        List<PolicyError> sorted = new ArrayList<>(errors);
        sorted.sort(
                Comparator.comparingInt(PolicyError::line).thenComparingInt(PolicyError::column));
        if (uncounted > 0) {
            sorted.add(new PolicyError("", 0, 0, "and " + uncounted + " more"));
        }
        return List.copyOf(sorted);
    }

    public List<PolicyWarning> warnings() {
        return List.copyOf(warnings);
    }

    private void report(Rule rule, DocumentPath path, Object... arguments) {
        if (isFull()) {
            uncounted++;
            return;
        }
        Node.Entry place = place(path);
        at(place.line(), place.column(), path, rule, arguments);
    }

    private Node.Entry place(DocumentPath path) {
        Node tree = root;
        if (tree == null) {
            throw new IllegalStateException("no tree to look up " + path);
        }
        return Node.nearest(tree, path);
    }

    private boolean dependsOnUnread(DocumentPath path) {
        if (unread.isEmpty()) {
            return false;
        }
        if (aboveUnread.contains(path.toString())) {
            return true;
        }
        DocumentPath here = path;
        while (here != null) {
            if (unread.contains(here.toString())) {
                return true;
            }
            here = here.parent();
        }
        return false;
    }
}
