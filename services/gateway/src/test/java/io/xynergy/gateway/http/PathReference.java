package io.xynergy.gateway.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of path normalisation once more: slow, plain, on text and with lists. */
record PathReference(@Nullable String path, @Nullable PathRefusal refusal) {

    private static final Set<String> DOT_SEGMENTS = Set.of(".", "..");
    private static final Pattern FORBIDDEN = Pattern.compile("[^!-~]|[#?]");
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

    static PathReference of(String path) {
        if (!path.startsWith("/")) {
            return new PathReference(null, PathRefusal.NOT_ABSOLUTE);
        }
        Deque<String> kept = new ArrayDeque<>();
        String last = "";
        for (String segment : path.split("/+", -1)) {
            PathRefusal refusal = take(segment, kept);
            if (refusal != null) {
                return new PathReference(null, refusal);
            }
            last = segment;
        }
        String joined = "/" + String.join("/", kept);
        boolean slash = last.isEmpty() || DOT_SEGMENTS.contains(last);
        return new PathReference(slash && !kept.isEmpty() ? joined + "/" : joined, null);
    }

    /** The path with its slashes as they came. */
    static PathReference withItsSlashes(String path) {
        if (!path.startsWith("/")) {
            return new PathReference(null, PathRefusal.NOT_ABSOLUTE);
        }
        List<String> kept = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            PathRefusal refusal =
                    DOT_SEGMENTS.contains(segment) ? PathRefusal.DOT_SEGMENT : refusal(segment);
            if (refusal != null) {
                return new PathReference(null, refusal);
            }
            kept.add(normal(segment));
        }
        return new PathReference("/" + String.join("/", kept), null);
    }

    private static @Nullable PathRefusal take(String segment, Deque<String> kept) {
        if (segment.isEmpty() || segment.equals(".")) {
            return null;
        }
        if (segment.equals("..")) {
            return kept.pollLast() == null ? PathRefusal.ABOVE_ROOT : null;
        }
        kept.addLast(normal(segment));
        return refusal(segment);
    }

    private static @Nullable PathRefusal refusal(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            PathRefusal refusal = refusal(segment, i);
            if (refusal != null) {
                return refusal;
            }
        }
        for (String part : normal(segment).split("%2F", -1)) {
            List<String> parameters = new ArrayList<>(List.of(part.split(";|%3B", -1)));
            if (DOT_SEGMENTS.contains(parameters.getFirst())) {
                return parameters.size() > 1
                        ? PathRefusal.DOT_SEGMENT_PARAMETERS
                        : PathRefusal.ENCODED_DOT_SEGMENT;
            }
        }
        return null;
    }

    private static @Nullable PathRefusal refusal(String segment, int at) {
        String rest = segment.substring(at);
        if (rest.startsWith("\\")) {
            return PathRefusal.BACKSLASH;
        }
        if (FORBIDDEN.matcher(rest).lookingAt()) {
            return PathRefusal.FORBIDDEN_BYTE;
        }
        if (!rest.startsWith("%")) {
            return null;
        }
        Matcher escape = ESCAPE.matcher(rest);
        if (!escape.lookingAt()) {
            return PathRefusal.INVALID_ESCAPE;
        }
        return switch (Integer.parseInt(escape.group(1), 16)) {
            case 0 -> PathRefusal.ENCODED_NUL;
            case '\\' -> PathRefusal.BACKSLASH;
            default -> null;
        };
    }

    private static String normal(String segment) {
        return ESCAPE.matcher(segment)
                .replaceAll(escape -> {
                    char c = (char) Integer.parseInt(escape.group(1), 16);
                    boolean plain = UNRESERVED.matcher(String.valueOf(c)).matches();
                    return plain ? String.valueOf(c) : escape.group().toUpperCase(Locale.ROOT);
                });
    }
}
