package io.xynergy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route. An absent field is taken from the defaults.
 *
 * @param issuers accepted issuers; absent everywhere: all
 * @param apiKeys whether API keys are accepted; absent everywhere: when {@code issuers} is, too
 * @param roles one of these is needed
 * @param scopes all of these are needed
 */
public record RouteAuth(
        @Nullable Mode mode,
        @Nullable List<String> issuers,
        @Nullable Boolean apiKeys,
        @Nullable List<String> roles,
        @Nullable List<String> scopes) {

    public static final RouteAuth NONE_SAID = new RouteAuth(null, null, null, null, null);

    public RouteAuth {
        issuers = issuers == null ? null : List.copyOf(issuers);
        roles = roles == null ? null : List.copyOf(roles);
        scopes = scopes == null ? null : List.copyOf(scopes);
    }

    /** Whether a proven identity is asked for. */
    public enum Mode {
        REQUIRED,
        OPTIONAL,
        NONE
    }
}
