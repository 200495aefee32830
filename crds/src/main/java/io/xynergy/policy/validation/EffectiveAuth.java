package io.xynergy.policy.validation;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.RouteAuth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route asks of a caller after the defaults were merged in. */
public record EffectiveAuth(
        RouteAuth.Mode mode,
        List<String> issuers,
        boolean apiKeys,
        List<String> roles,
        List<String> scopes) {

    public EffectiveAuth {
        issuers = List.copyOf(issuers);
        roles = List.copyOf(roles);
        scopes = List.copyOf(scopes);
    }

    /**
     * The route's own fields over the defaults', over what the policy's issuers and keys suggest:
     * an identity is required as soon as somebody can prove one.
     */
    public static EffectiveAuth of(
            @Nullable RouteAuth route, @Nullable RouteAuth defaults, AuthSpec auth) {
        RouteAuth own = route == null ? RouteAuth.NONE_SAID : route;
        RouteAuth base = defaults == null ? RouteAuth.NONE_SAID : defaults;
        RouteAuth.Mode mode = either(own.mode(), base.mode());
        List<String> issuers = either(own.issuers(), base.issuers());
        Boolean apiKeys = either(own.apiKeys(), base.apiKeys());
        List<String> roles = either(own.roles(), base.roles());
        List<String> scopes = either(own.scopes(), base.scopes());
        RouteAuth.Mode suggested = auth.isEmpty() ? RouteAuth.Mode.NONE : RouteAuth.Mode.REQUIRED;
        boolean keysWanted = apiKeys == null ? issuers == null : apiKeys;
        return new EffectiveAuth(
                mode == null ? suggested : mode,
                issuers == null
                        ? auth.issuers().stream().map(AuthSpec.Issuer::name).toList()
                        : issuers,
                keysWanted && !auth.apiKeys().isEmpty(),
                roles == null ? List.of() : roles,
                scopes == null ? List.of() : scopes);
    }

    private static <T> @Nullable T either(@Nullable T own, @Nullable T base) {
        return own == null ? base : own;
    }
}
