package io.xynergy.crm.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags of contacts and the conditions that clients make with them (RFC 9110, 13.1). */
final class EntityTags {

    private static final Pattern TAG =
            Pattern.compile("\\s*((?:W/)?\"[!#-~\\x80-\\xff]*\")\\s*(?:,|$)");

    private EntityTags() {}

    /** The tag of a version of a contact. */
    static String of(long version) {
        return '"' + Long.toString(version) + '"';
    }

    /**
     * Goes on only if the conditions of a request that changes a contact hold.
     *
     * @throws ProblemException 412 when they do not
     */
    static void checkChange(ServerRequestHeaders headers, long version) {
        boolean fails =
                condition(headers, HeaderNames.IF_MATCH)
                                .map(tags -> !tags.hasStrong(of(version)))
                                .orElse(false)
                        || condition(headers, HeaderNames.IF_NONE_MATCH)
                                .map(tags -> tags.hasWeak(of(version)))
                                .orElse(false);
        if (fails) {
            throw new ProblemException(
                    Problem.of(
                            412,
                            "precondition_failed",
                            "The contact has been changed meanwhile; read it again."));
        }
    }

    /** Whether the client, by its If-None-Match, has this version of a contact already. */
    static boolean isKnown(ServerRequestHeaders headers, long version) {
        return condition(headers, HeaderNames.IF_NONE_MATCH)
                .map(tags -> tags.hasWeak(of(version)))
                .orElse(false);
    }

    private static Optional<Tags> condition(ServerRequestHeaders headers, HeaderName name) {
        if (!headers.contains(name)) {
            return Optional.empty();
        }
        String all = String.join(",", headers.get(name).allValues());
        if (all.strip().equals("*")) {
            return Optional.of(new Tags(true, List.of()));
        }
        Matcher tag = TAG.matcher(all);
        var tags = new java.util.ArrayList<String>();
        int end = 0;
        while (tag.find() && tag.start() == end) {
            tags.add(tag.group(1));
            end = tag.end();
        }
        if (end < all.length() || tags.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "bad_request",
                            "The header %s is no list of entity tags such as \"7\"."
                                    .formatted(name.defaultCase())));
        }
        return Optional.of(new Tags(false, tags));
    }

    /**
     * The tags of a condition.
     *
     * @param any whether it is an asterisk, for whatever there is
     */
    private record Tags(boolean any, List<String> tags) {

        /** A weak tag is equal to none here, not even to itself. */
        boolean hasStrong(String tag) {
            return any || tags.contains(tag);
        }

        boolean hasWeak(String tag) {
            return any || tags.contains(tag) || tags.contains("W/" + tag);
        }
    }
}
