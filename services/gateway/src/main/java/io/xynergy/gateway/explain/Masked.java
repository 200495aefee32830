package io.xynergy.gateway.explain;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.kit.identity.Proof;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Header lines and targets without the secrets in them: what speaks by its name of a credential is
 * not shown, whether a client or the policy wrote it.
 */
final class Masked {

    static final String HIDDEN = "(not shown)";

    private static final String SIGNED = "(signed)";
    private static final String PROOF = folded(Proof.HEADER);
    private static final String MADE = "(made for each request)";
    private static final String NOW = "(the time of the response)";

    /** What says of a name, wherever it stands in it, that a credential is meant. */
    private static final List<String> PARTS =
            List.of(
                    "authorization",
                    "authentication",
                    "cookie",
                    "credential",
                    "passphrase",
                    "passwd",
                    "password",
                    "secret",
                    "sessid",
                    "session",
                    "signature",
                    "token");

    /** The same of the end of one of its words, such as {@code accessKey} and {@code X-OAuth}. */
    private static final Pattern WORD =
            Pattern.compile("(auth|key|pwd)(-|$)|(^|-)(jwt|pass|sid|sig)(-|$)|^code$");

    /** A parameter of a query or a path; what is left open belongs to the value. */
    private static final Pattern PARAMETER = Pattern.compile("([?&;])([^=&?;/\\s]+)=([^&\\s]*)");

    private Masked() {}

    /** Whether a header or parameter of this name may hold a credential. */
    static boolean isCredential(String name) {
        String folded = folded(name);
        return PARTS.stream().anyMatch(folded::contains) || WORD.matcher(folded).find();
    }

    /** As services may see a name, which take all marks for the same. */
    private static String folded(String name) {
        return new String(Ascii.folded(name), StandardCharsets.US_ASCII);
    }

    /** A text, in whose targets parameters that may hold credentials have no value. */
    static String text(String text) {
        return PARAMETER
                .matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                isCredential(decoded(found.group(2)))
                                        ? found.group(1) + found.group(2) + "=" + HIDDEN
                                        : found.group()));
    }

    /** A name that cannot be decoded may be that of a credential. */
    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "secret";
        }
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
            return text(line);
        }
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        String folded = folded(name);
        if (folded.equals(PROOF)) {
            return name + ": " + SIGNED;
        }
        if (isCredential(name)) {
            return name + ": " + HIDDEN;
        }
        if (folded.equals("x-request-id") && value.equals(id)) {
            return name + ": " + MADE;
        }
        return folded.equals("date") ? name + ": " + NOW : text(line);
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
