package io.xynergy.crm.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a client takes JSON (RFC 9110, 12.5.1). */
final class Acceptable {

    /** Media ranges that cover JSON, the one that decides first. */
    private static final List<String> RANGES = List.of(JsonBody.JSON, "application/*", "*/*");

    private static final Pattern NOT_AT_ALL = Pattern.compile(".*;q=0(\\.0{0,3})?(;.*)?");

    private Acceptable() {}

    /**
     * Goes on only if the client takes JSON or does not say.
     *
     * @throws ProblemException 406
     */
    static void requireJson(ServerRequestHeaders headers) {
        if (!headers.contains(HeaderNames.ACCEPT)) {
            return;
        }
        List<String> accepted =
                headers.get(HeaderNames.ACCEPT).allValues().stream()
                        .flatMap(all -> Arrays.stream(all.split(",", -1)))
                        .map(range -> range.toLowerCase(Locale.ROOT).replaceAll("\\s", ""))
                        .toList();
        if (!takesJson(accepted)) {
            throw new ProblemException(
                    Problem.of(
                            406,
                            "not_acceptable",
                            "StoredResponses are application/json, which the Accept header leaves out."));
        }
    }

    private static boolean takesJson(List<String> accepted) {
        for (String range : RANGES) {
            List<String> same =
                    accepted.stream().filter(one -> one.split(";", 2)[0].equals(range)).toList();
            if (!same.isEmpty()) {
                return same.stream().anyMatch(one -> !NOT_AT_ALL.matcher(one).matches());
            }
        }
        return accepted.stream().allMatch(String::isEmpty);
    }
}
