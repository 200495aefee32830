package io.xynergy.kit.listener;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Locale;

/** How a body was packed (RFC 9110, section 8.4.1). */
public enum BodyCoding {
    NONE,
    GZIP,
    /** Another one, or several. */
    OTHER;

    /** By all values of {@code Content-Encoding}. */
    public static BodyCoding of(Headers headers) {
        if (!headers.contains(HeaderNames.CONTENT_ENCODING)) {
            return NONE;
        }
        List<String> codings =
                headers.get(HeaderNames.CONTENT_ENCODING).allValues(true).stream()
                        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                        .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                        .toList();
        if (codings.isEmpty()) {
            return NONE;
        }
        return codings.equals(List.of("gzip")) || codings.equals(List.of("x-gzip")) ? GZIP : OTHER;
    }
}
