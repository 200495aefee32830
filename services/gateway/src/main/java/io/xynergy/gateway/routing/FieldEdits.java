package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.FieldFilter;
import io.xynergy.gateway.http.NamedFields;
import io.xynergy.policy.compiled.GatewayConfig.HeaderEdits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Header edits as the wire needs them: which fields of a message to leave out while it is copied,
 * and the ready lines to write after them.
 */
public final class FieldEdits implements FieldFilter {

    /** Changes nothing. */
    public static final FieldEdits NONE = new FieldEdits(List.of(), Map.of(), List.of());

    /** Fields that say how a message is framed or routed: the gateway writes them itself. */
    private static final Set<String> OWN =
            Set.of(
                    "connection",
                    "content-length",
                    "host",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    /** What the gateway alone tells services, such as who calls. */
    private static final String IDENTITY = "x-xynergy-";

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private record Line(String name, String value) {}

    private final TreeSet<String> dropped;
    private final List<Line> appended;
    private final FieldFilter filter;
    private final byte[] lines;

    private FieldEdits(List<String> removed, Map<String, String> set, List<Line> appended) {
        this.dropped = new TreeSet<>();
        removed.forEach(name -> dropped.add(folded(name)));
        set.keySet().forEach(name -> dropped.add(folded(name)));
        this.appended = List.copyOf(appended);
        this.filter = new NamedFields(dropped);
        this.lines = lines(appended);
    }

    /**
     * Compiles the edits of one route, or of one of its targets.
     *
     * @throws IllegalArgumentException if a name or value cannot be sent, or the field is one that
     *     the gateway writes itself
     */
    static FieldEdits of(HeaderEdits edits) {
        if (edits.isEmpty()) {
            return NONE;
        }
        List<Line> appended = new ArrayList<>();
        new TreeMap<>(edits.set()).forEach((name, value) -> appended.add(line(name, value)));
        new TreeMap<>(edits.add()).forEach((name, value) -> appended.add(line(name, value)));
        edits.remove().forEach(FieldEdits::checkName);
        return new FieldEdits(edits.remove(), edits.set(), appended);
    }

    /** These edits and then others, as one. */
    FieldEdits then(FieldEdits later) {
        if (this == NONE || later == NONE) {
            return this == NONE ? later : this;
        }
        List<String> removed = new ArrayList<>(dropped);
        removed.addAll(later.dropped);
        List<Line> all = new ArrayList<>();
        appended.stream()
                .filter(line -> !later.dropped.contains(folded(line.name())))
                .forEach(all::add);
        all.addAll(later.appended);
        return new FieldEdits(removed, Map.of(), all);
    }

    /**
     * Whether a field of the message is left out: its name is one of those that are removed or set,
     * or spells one with other marks, which CGI-like upstreams would take for it.
     */
    @Override
    public boolean drops(byte[] bytes, int start, int end) {
        return filter.drops(bytes, start, end);
    }

    @Override
    public boolean dropsNothing() {
        return filter.dropsNothing();
    }

    /** What is edited, one clause each: names alone, as values may be secrets. */
    public List<String> words() {
        Set<String> written = new TreeSet<>();
        List<String> words = new ArrayList<>();
        for (Line line : appended) {
            written.add(folded(line.name()));
            words.add((dropped.contains(folded(line.name())) ? "sets " : "adds ") + line.name());
        }
        dropped.stream()
                .filter(name -> !written.contains(name))
                .forEach(name -> words.add("removes " + name));
        return words;
    }

    /** The lines to append, each with its CR LF; shared, so not to be changed. */
    public byte[] lines() {
        return lines;
    }

    private static Line line(String name, String value) {
        checkName(name);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException(
                        "value of header " + name + " has a control character");
            }
        }
        return new Line(name, value.strip());
    }

    private static void checkName(String name) {
        boolean token = !name.isEmpty() && name.chars().allMatch(FieldEdits::isTokenCharacter);
        if (!token) {
            throw new IllegalArgumentException("\"" + name + "\" is not a header name");
        }
        String folded = folded(name);
        if (OWN.contains(folded) || folded.startsWith(IDENTITY)) {
            throw new IllegalArgumentException(
                    "header " + name + " is written by the gateway and cannot be edited");
        }
    }

    private static boolean isTokenCharacter(int c) {
        boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
        return letterOrDigit || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static String folded(String name) {
        return new String(Ascii.folded(name), StandardCharsets.US_ASCII);
    }

    private static byte[] lines(List<Line> appended) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Line line : appended) {
            lines.writeBytes(Bytes.of(line.name() + ": " + line.value() + "\r\n"));
        }
        return lines.toByteArray();
    }

    @Override
    public String toString() {
        return "FieldEdits[dropped="
                + dropped
                + ", lines="
                + Arrays.toString(appended.toArray())
                + "]";
    }
}
