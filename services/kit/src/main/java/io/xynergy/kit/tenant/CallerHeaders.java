package io.xynergy.kit.tenant;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.xynergy.kit.identity.IdentityBlock;
import io.xynergy.kit.identity.Proof;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Reads the caller from the headers that the gateway sets. */
public final class CallerHeaders {

    /** Longest user or tenant in characters. */
    public static final int LONGEST = 128;

    /** The id that the gateway gave to the request. */
    public static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");

    /** As many as the gateway takes from a token. */
    private static final int MOST_NAMES = 500;

    private static final int USER = 0;
    private static final int TENANT = 1;
    private static final int ROLES = 2;
    private static final int SCOPES = 3;
    private static final int ISSUER = 5;

    private final IdentityBlock block;

    private CallerHeaders(IdentityBlock block) {
        this.block = block;
    }

    /** The caller whom the headers name. */
    static Identity read(IdentityBlock block) {
        try {
            return new CallerHeaders(block).read();
        } catch (InvalidValueException e) {
            return Identity.refused(400, "bad_request", String.valueOf(e.getMessage()));
        }
    }

    /** A header has a value that no gateway writes. */
    private static final class InvalidValueException extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidValueException(int header, String what) {
            super("The header " + Proof.SIGNED.get(header) + what, null, false, false);
        }
    }

    private Identity read() throws InvalidValueException {
        String user = text(USER);
        if (user.isEmpty()) {
            return Identity.NOBODY;
        }
        String tenant = text(TENANT);
        if (tenant.isEmpty()) {
            return Identity.refused(403, "no_tenant", "The caller belongs to no tenant.");
        }
        return Identity.of(
                new Caller(user, tenant, names(ROLES, ","), names(SCOPES, " "), text(ISSUER)));
    }

    private String text(int header) throws InvalidValueException {
        String text = decoded(block.values().get(header), header);
        if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw new InvalidValueException(header, " has no valid value.");
        }
        return text;
    }

    private Set<String> names(int header, String separator) throws InvalidValueException {
        Set<String> names = new HashSet<>();
        for (String part : block.values().get(header).split(separator, -1)) {
            String name = part.strip();
            if (!name.isEmpty() && names.size() < MOST_NAMES) {
                names.add(decoded(name, header));
            }
        }
        return names;
    }

    private static String decoded(String value, int header) throws InvalidValueException {
        if (value.indexOf('%') < 0) {
            return value;
        }
        try {
            // a plus sign is itself here, which the JDK's decoder of forms would not know
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new InvalidValueException(header, " is not well encoded.");
        }
    }
}
