package io.xynergy.policy.validation;

import io.xynergy.policy.MatchSpec;
import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.UrlScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a redirect leads back to where its requests come from, as far as that is plain from the
 * policy. The port of a request is not known here, so a redirect that changes it, or leaves it out,
 * may lead elsewhere.
 */
final class SelfRedirect {

    private SelfRedirect() {}

    /** Whether every request of {@code match} would get its own URL, and come back with it. */
    static boolean isCertain(RouteSpec.Redirect redirect, MatchSpec match) {
        return sameScheme(redirect.scheme(), match.scheme())
                && sameHost(redirect.host(), match)
                && samePort(redirect)
                && samePath(redirect, match.path())
                && comesBack(redirect, match);
    }

    private static boolean sameScheme(@Nullable UrlScheme target, @Nullable UrlScheme asked) {
        return target == null || target == asked;
    }

    private static boolean sameHost(@Nullable String target, MatchSpec match) {
        return target == null
                || !match.hosts().isEmpty()
                        && match.hosts().stream().allMatch(target::equalsIgnoreCase);
    }

    /** A new scheme with a new host comes without the port of the request. */
    private static boolean samePort(RouteSpec.Redirect redirect) {
        return redirect.port() == null && (redirect.scheme() == null || redirect.host() == null);
    }

    /** After 303 a client asks with GET (RFC 9110, 15.4.4), which {@code match} may leave out. */
    private static boolean comesBack(RouteSpec.Redirect redirect, MatchSpec match) {
        List<String> methods = match.methods();
        return redirect.status() != 303 || methods.isEmpty() || methods.contains("GET");
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
