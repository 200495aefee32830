package io.xynergy.gateway.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of path normalisation once more: slow, plain, on text and with lists. */
record PathReference(@Nullable String path, @Nullable PathRefusal refusal) {

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");

    static PathReference of(String path) {
        if (!path.startsWith("/")) {
            return refused(PathRefusal.NOT_ABSOLUTE);
        }
        Deque<String> kept = new ArrayDeque<>();
        boolean endsWithSlash = true;
        for (String segment : path.split("/+", -1)) {
            endsWithSlash = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (segment.equals("..")) {
                if (kept.pollLast() == null) {
                    return refused(PathRefusal.ABOVE_ROOT);
                }
                continue;
            }
            PathRefusal refusal = refusal(segment);
            if (refusal != null) {
                return refused(refusal);
            }
            kept.addLast(normal(segment));
        }
        String joined = "/" + String.join("/", kept);
        boolean slash = endsWithSlash && !kept.isEmpty();
        return new PathReference(slash ? joined + "/" : joined, null);
    }

    private static PathReference refused(PathRefusal refusal) {
        return new PathReference(null, refusal);
    }

    private static @Nullable PathRefusal refusal(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '\\') {
                return PathRefusal.BACKSLASH;
            }
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '?') {
                return PathRefusal.FORBIDDEN_BYTE;
            }
            if (c == '%') {
                Matcher escape = ESCAPE.matcher(segment).region(i, segment.length());
                if (!escape.lookingAt()) {
                    return PathRefusal.INVALID_ESCAPE;
                }
                int value = Integer.parseInt(escape.group(1), 16);
                if (value == 0) {
                    return PathRefusal.ENCODED_NUL;
                }
                if (value == '\\') {
                    return PathRefusal.BACKSLASH;
                }
            }
        }
        for (String part : normal(segment).split("%2F", -1)) {
            List<String> parameters = new ArrayList<>(List.of(part.split(";|%3B", -1)));
            if (parameters.getFirst().equals(".") || parameters.getFirst().equals("..")) {
                return parameters.size() > 1
                        ? PathRefusal.DOT_SEGMENT_PARAMETERS
                        : PathRefusal.ENCODED_DOT_SEGMENT;
            }
        }
        return null;
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
