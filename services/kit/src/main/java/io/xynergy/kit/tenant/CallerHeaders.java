package io.xynergy.kit.tenant;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the caller from the headers that the gateway sets. */
public final class CallerHeaders {

    /** Longest user or tenant in characters. */
    public static final int LONGEST = 128;

    /** The id that the gateway gave to the request. */
    public static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");

    private static final HeaderName USER = HeaderNames.create("X-Xynergy-User");

    /** Whose data the request is about. */
    public static final HeaderName TENANT = HeaderNames.create("X-Xynergy-Tenant");

    private static final HeaderName ROLES = HeaderNames.create("X-Xynergy-Roles");
    private static final HeaderName SCOPES = HeaderNames.create("X-Xynergy-Scopes");
    private static final HeaderName ISSUER = HeaderNames.create("X-Xynergy-Issuer");

    /** As many as the gateway takes from a token. */
    private static final int MOST_NAMES = 500;

    private CallerHeaders() {}

    /**
     * The caller of a request.
     *
     * @throws ProblemException 401 without a user, 403 without a tenant
     */
    public static Caller require(ServerRequestHeaders headers) {
        String user = text(headers, USER);
        if (user.isEmpty()) {
            throw refused(401, "unauthenticated", "The request names no user.");
        }
        String tenant = text(headers, TENANT);
        if (tenant.isEmpty()) {
            throw refused(403, "no_tenant", "The caller belongs to no tenant.");
        }
        return new Caller(
                user,
                tenant,
                names(headers, ROLES, ","),
                names(headers, SCOPES, " "),
                text(headers, ISSUER));
    }

    private static String text(ServerRequestHeaders headers, HeaderName name) {
        if (!headers.contains(name)) {
            return "";
        }
        if (headers.get(name).valueCount() > 1) {
            throw refused(400, "bad_request", "The header " + name + " comes more than once.");
        }
        String text = decoded(headers.get(name).get(), name);
        if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw refused(400, "bad_request", "The header " + name + " has no valid value.");
        }
        return text;
    }

    private static Set<String> names(
            ServerRequestHeaders headers, HeaderName name, String separator) {
        String all = headers.contains(name) ? headers.get(name).get() : "";
        return Stream.of(all.split(separator, -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .limit(MOST_NAMES)
                .map(part -> decoded(part, name))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String decoded(String value, HeaderName name) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        try {
            // a plus sign is itself here, which the JDK's decoder of forms would not know
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw refused(400, "bad_request", "The header " + name + " is not well encoded.");
        }
    }

    private static ProblemException refused(int status, String code, String message) {
        return new ProblemException(Problem.of(status, code, message));
    }
}
