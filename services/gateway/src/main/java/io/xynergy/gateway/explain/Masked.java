package io.xynergy.gateway.explain;

import java.util.List;
import java.util.Locale;

/**
 * Header lines without the secrets in them: what speaks by its name of a credential is not shown,
 * whether a client or the policy wrote it.
 */
final class Masked {

    static final String HIDDEN = "(not shown)";

    private static final String SIGNED = "(signed)";
    private static final String MADE = "(made for each request)";
    private static final String NOW = "(the time of the response)";

    private static final List<String> CREDENTIALS =
            List.of(
                    "authorization",
                    "cookie",
                    "secret",
                    "token",
                    "password",
                    "credential",
                    "apikey",
                    "api-key",
                    "access-key",
                    "auth-key",
                    "signature");

    private Masked() {}

    /** Whether a header or parameter of this name may hold a credential. */
    static boolean isCredential(String name) {
        String folded = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return CREDENTIALS.stream().anyMatch(folded::contains);
    }

    /**
     * One line of a head.
     *
     * @param id the id of the request that the gateway made; a client's own is shown
     */
    static String line(String line, String id) {
        int colon = line.indexOf(':');
        boolean first = colon < 0 || line.lastIndexOf(' ', colon) >= 0; // a name has no space
        if (first) {
            return line;
        }
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        String folded = name.toLowerCase(Locale.ROOT);
        if (folded.startsWith("x-xynergy-") && folded.contains("signature")) {
            return name + ": " + SIGNED;
        }
        if (isCredential(name)) {
            return name + ": " + HIDDEN;
        }
        if (folded.equals("x-request-id") && value.equals(id)) {
            return name + ": " + MADE;
        }
        return folded.equals("date") ? name + ": " + NOW : line;
    }

    /** The lines of a request's head, without the one that ends it. */
    static List<String> request(String head, String id) {
        return head.lines().takeWhile(line -> !line.isEmpty()).map(line -> line(line, id)).toList();
    }

    /** The same of a response; an error's length varies with the time in it. */
    static List<String> response(String head, String id, boolean error) {
        return request(head, id).stream()
                .map(line ->
                        error && line.startsWith("Content-Length: ")
                                ? "Content-Length: (of the error)"
                                : line)
                .toList();
    }
}
