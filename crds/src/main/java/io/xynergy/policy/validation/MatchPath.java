package io.xynergy.policy.validation;

import org.jspecify.annotations.Nullable;

/**
 * A path that requests are compared with, in the form that the data plane gives to theirs: escapes
 * of unreserved characters decoded, the others in upper case.
 */
public record MatchPath(String normalised) {

    /** The path; it must have no problem. */
    public static MatchPath of(String path, boolean encodedSlashes) {
        String problem = problem(path, encodedSlashes);
        if (problem != null) {
            throw new IllegalArgumentException(path + ": " + problem);
        }
        StringBuilder normal = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                normal.append(c);
                continue;
            }
            int value = Integer.parseInt(path, i + 1, i + 3, 16);
            if (isUnreserved((char) value)) {
                normal.append((char) value);
            } else {
                normal.append(String.format("%%%02X", value));
            }
            i += 2;
        }
        return new MatchPath(normal.toString());
    }

    /** The path as a prefix of whole elements, without a slash at its end. */
    public String asPrefix() {
        return normalised.length() > 1 && normalised.endsWith("/")
                ? normalised.substring(0, normalised.length() - 1)
                : normalised;
    }

    /** What is wrong with a path, in words that follow "the path"; null: nothing. */
    static @Nullable String problem(String path, boolean encodedSlashes) {
        if (!path.startsWith("/")) {
            return "must begin with /";
        }
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                String problem = escapeProblem(path, i, encodedSlashes);
                if (problem != null) {
                    return problem;
                }
                decoded.append((char) Integer.parseInt(path, i + 1, i + 3, 16));
                i += 2;
            } else if (c <= ' ' || c >= 0x7f || "?#\\".indexOf(c) >= 0) {
                return characterProblem(c);
            } else {
                decoded.append(c);
            }
        }
        return segmentProblem(decoded.toString());
    }

    private static String characterProblem(char c) {
        if (c == '?' || c == '#') {
            return "must not contain " + c + "; a condition on the query goes under query";
        }
        if (c == '\\') {
            return "must not contain a backslash, which is refused in every request";
        }
        return c < 128
                ? String.format("must not contain U+%04X as it is; write %%%02X", (int) c, (int) c)
                : "must have characters beyond ASCII percent-encoded as UTF-8";
    }

    private static @Nullable String escapeProblem(String path, int at, boolean encodedSlashes) {
        if (at + 2 >= path.length()
                || Character.digit(path.charAt(at + 1), 16) < 0
                || Character.digit(path.charAt(at + 2), 16) < 0
                || path.charAt(at + 1) >= 128
                || path.charAt(at + 2) >= 128) {
            return "has a % that two hexadecimal digits do not follow";
        }
        return switch (Integer.parseInt(path, at + 1, at + 3, 16)) {
            case 0 -> "must not contain %00, which is refused in every request";
            case '\\' -> "must not contain %5C, which is refused in every request";
            case '/' ->
                    encodedSlashes
                            ? null
                            : "contains %2F, which needs allowEncodedSlashes: true on the route";
            default -> null;
        };
    }

    private static @Nullable String segmentProblem(String decoded) {
        if (decoded.contains("//")) {
            return "must not have an empty element (//)";
        }
        for (String segment : decoded.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return "must not have a dot element (" + segment + ")";
            }
        }
        return null;
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
