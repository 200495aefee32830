package io.xynergy.policy.validation;

import io.xynergy.policy.MatchSpec;
import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.UrlScheme;
import org.jspecify.annotations.Nullable;

/**
 * Whether a redirect leads back to where its requests come from, as far as that is plain from the
 * policy: requests that name a port, and what a proxy says, are not known here.
 */
final class SelfRedirect {

    private SelfRedirect() {}

    /** Whether every request of {@code match}, on the default port, would get its own URL. */
    static boolean isCertain(RouteSpec.Redirect redirect, MatchSpec match) {
        return sameScheme(redirect.scheme(), match.scheme())
                && sameHost(redirect.host(), match)
                && samePort(redirect, match)
                && samePath(redirect, match.path());
    }

    private static boolean sameScheme(@Nullable UrlScheme target, @Nullable UrlScheme asked) {
        return target == null || target == asked;
    }

    private static boolean sameHost(@Nullable String target, MatchSpec match) {
        return target == null
                || !match.hosts().isEmpty()
                        && match.hosts().stream().allMatch(target::equalsIgnoreCase);
    }

    private static boolean samePort(RouteSpec.Redirect redirect, MatchSpec match) {
        Integer port = redirect.port();
        UrlScheme scheme = match.scheme();
        return port == null || scheme != null && port == (scheme == UrlScheme.HTTPS ? 443 : 80);
    }

    private static boolean samePath(RouteSpec.Redirect redirect, MatchSpec.@Nullable Path asked) {
        String path = redirect.path();
        if (path != null) {
            return asked != null && path.equals(asked.exact());
        }
        String prefix = redirect.prefix();
        return prefix == null || asked != null && prefix.equals(asked.prefix());
    }
}
