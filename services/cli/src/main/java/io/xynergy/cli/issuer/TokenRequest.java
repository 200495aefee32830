package io.xynergy.cli.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.parameters.Parameters;
import io.xynergy.kit.tenant.CallerHeaders;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom a token is for.
 *
 * @param tenant empty: a user without a tenant
 * @param lifetime in whole seconds
 */
public record TokenRequest(
        String user,
        Optional<String> tenant,
        List<String> roles,
        List<String> scopes,
        Duration lifetime) {

    /** The lifetime of a token whose lifetime nobody chose. */
    public static final Duration USUAL_LIFETIME = Duration.ofHours(1);

    static final String GRANT = "client_credentials";

    private static final Duration LONGEST_LIFETIME = Duration.ofDays(30);
    private static final int MOST_NAMES = 100;

    public TokenRequest {
        roles = List.copyOf(roles);
        scopes = List.copyOf(scopes);
    }

    /** Reads the form of a request: RFC 6749 section 4.4.2, with parameters of our own. */
    static TokenRequest read(Parameters form) throws RefusedRequestException {
        String grant = one(form, "grant_type").orElse("");
        if (grant.isEmpty()) {
            throw RefusedRequestException.invalid("grant_type is missing");
        }
        if (!grant.equals(GRANT)) {
            throw new RefusedRequestException(
                    "unsupported_grant_type", "the only grant_type is " + GRANT);
        }
        String user =
                one(form, "user")
                        .orElseThrow(() -> RefusedRequestException.invalid("user is missing"));
        return new TokenRequest(
                user,
                one(form, "tenant"),
                names(form, "roles"),
                names(form, "scope"),
                lifetime(one(form, "expires_in")));
    }

    /** A parameter without a value counts as absent: RFC 6749 section 3.2. */
    private static Optional<String> one(Parameters form, String name)
            throws RefusedRequestException {
        List<String> values = form.contains(name) ? form.all(name) : List.of();
        if (values.size() > 1) {
            throw RefusedRequestException.invalid(name + " comes more than once");
        }
        Optional<String> value = values.stream().filter(text -> !text.isEmpty()).findFirst();
        if (value.isPresent()) {
            requireText(name, value.get(), CallerHeaders.LONGEST);
        }
        return value;
    }

    private static void requireText(String name, String text, int longest)
            throws RefusedRequestException {
        if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
            throw RefusedRequestException.invalid(
                    "%s: expected at most %d characters and no control characters"
                            .formatted(name, longest));
        }
    }

    private static List<String> names(Parameters form, String name) throws RefusedRequestException {
        List<String> values = form.contains(name) ? form.all(name) : List.of();
        List<String> names =
                values.stream()
                        .flatMap(value -> Stream.of(value.split("[ ,]+", -1)))
                        .filter(part -> !part.isEmpty())
                        .limit(MOST_NAMES + 1L)
                        .toList();
        if (names.size() > MOST_NAMES) {
            throw RefusedRequestException.invalid(
                    "%s: expected at most %d names".formatted(name, MOST_NAMES));
        }
        for (String part : names) {
            requireText(name, part, CallerHeaders.LONGEST);
        }
        return names;
    }

    private static Duration lifetime(Optional<String> text) throws RefusedRequestException {
        if (text.isEmpty()) {
            return USUAL_LIFETIME;
        }
        if (text.get().matches("[0-9]{1,9}")) {
            Duration lifetime = Duration.ofSeconds(Long.parseLong(text.get()));
            if (isLifetime(lifetime)) {
                return lifetime;
            }
        }
        throw RefusedRequestException.invalid(
                "expires_in: expected seconds from 1 to " + LONGEST_LIFETIME.toSeconds());
    }

    /** Whether a token may be valid for so long. */
    public static boolean isLifetime(Duration lifetime) {
        return lifetime.isPositive() && lifetime.compareTo(LONGEST_LIFETIME) <= 0;
    }

    /** Whether a token may name such a user or tenant. */
    public static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= CallerHeaders.LONGEST
                && text.chars().noneMatch(Character::isISOControl);
    }

    /** The form that {@link #read} reads. */
    String form() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", GRANT);
        form.put("user", user);
        tenant.ifPresent(name -> form.put("tenant", name));
        form.put("roles", String.join(",", roles));
        form.put("scope", String.join(" ", scopes));
        form.put("expires_in", Long.toString(lifetime.toSeconds()));
        return form.entrySet().stream()
                .map(part -> part.getKey() + "=" + URLEncoder.encode(part.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
