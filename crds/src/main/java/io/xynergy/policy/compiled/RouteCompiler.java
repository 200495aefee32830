package io.xynergy.policy.compiled;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.ByteSize;
import io.xynergy.policy.MatchSpec;
import io.xynergy.policy.PathNormalization;
import io.xynergy.policy.RouteDefaults;
import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.UrlScheme;
import io.xynergy.policy.document.EnumText;
import io.xynergy.policy.validation.MatchPath;
import io.xynergy.policy.validation.Upgrades;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compiles one route. */
final class RouteCompiler {

    private static final List<GatewayConfig.Match> EVERYTHING =
            List.of(new GatewayConfig.Match(List.of(), null, List.of(), List.of(), List.of()));

    private final RouteMerge merge;

    RouteCompiler(AuthSpec auth, RouteDefaults defaults) {
        merge = new RouteMerge(auth, defaults);
    }

    GatewayConfig.Route compile(RouteSpec route) {
        RouteSpec.Headers headers = route.headers();
        RouteMerge.Identity identity = merge.identity(route.auth());
        boolean encodedSlashes = route.allowEncodedSlashes();
        return new GatewayConfig.Route(
                route.name(),
                route.match().isEmpty()
                        ? EVERYTHING
                        : route.match().stream().map(m -> match(m, encodedSlashes)).toList(),
                route.to().stream().map(RouteCompiler::target).toList(),
                redirect(route.redirect()),
                rewrite(route.rewrite()),
                headers == null ? GatewayConfig.HeaderEdits.NONE : edits(headers.request()),
                headers == null ? GatewayConfig.HeaderEdits.NONE : edits(headers.response()),
                merge.timeoutMillis(route.timeout()),
                bytes(merge.maxRequestBody(route.maxRequestBody())),
                bytes(merge.maxResponseBody(route.maxResponseBody())),
                merge.retry(route.retry()),
                identity.mode(),
                encodedSlashes,
                identity.access(),
                merge.rateLimits(route.rateLimits()),
                CacheCompiler.compile(route.cache()),
                merge.compression(route.compression()),
                mirror(route.mirror()),
                upgrades(route.upgrades()),
                normalize(route.path()));
    }

    /** Absent when it says what holds without it, so that both have one digest. */
    private static @Nullable List<String> upgrades(@Nullable List<String> names) {
        if (names == null) {
            return null;
        }
        List<String> lowerCase = names.stream().map(RouteCompiler::lowerCase).sorted().toList();
        return lowerCase.equals(Upgrades.BY_DEFAULT) ? null : lowerCase;
    }

    private static @Nullable Long bytes(@Nullable ByteSize size) {
        return size == null ? null : (Long) size.bytes();
    }

    private static GatewayConfig.Match match(MatchSpec match, boolean encodedSlashes) {
        return new GatewayConfig.Match(
                match.hosts().stream().map(RouteCompiler::lowerCase).toList(),
                path(match.path(), encodedSlashes),
                match.methods(),
                match.headers().stream().map(f -> field(f, lowerCase(f.name()))).toList(),
                match.query().stream().map(f -> field(f, f.name())).toList(),
                scheme(match.scheme()));
    }

    private static @Nullable String scheme(@Nullable UrlScheme scheme) {
        return scheme == null ? null : EnumText.of(scheme);
    }

    private static GatewayConfig.@Nullable PathMatch path(
            MatchSpec.@Nullable Path path, boolean encodedSlashes) {
        if (path == null) {
            return null;
        }
        String exact = path.exact();
        if (exact != null) {
            String value = MatchPath.of(exact, encodedSlashes).normalised();
            return new GatewayConfig.PathMatch(GatewayConfig.PathKind.EXACT, value);
        }
        String prefix = path.prefix();
        if (prefix != null) {
            String value = MatchPath.of(prefix, encodedSlashes).asPrefix();
            return new GatewayConfig.PathMatch(GatewayConfig.PathKind.PREFIX, value);
        }
        String regex = path.regex();
        return regex == null
                ? null
                : new GatewayConfig.PathMatch(GatewayConfig.PathKind.REGEX, regex);
    }

    private static GatewayConfig.FieldMatch field(MatchSpec.Field field, String name) {
        return new GatewayConfig.FieldMatch(name, field.value(), field.regex(), field.present());
    }

    private static GatewayConfig.Target target(RouteSpec.Target target) {
        RouteSpec.RequestHeaders headers = target.headers();
        return new GatewayConfig.Target(
                target.service(),
                target.weight(),
                headers == null ? GatewayConfig.HeaderEdits.NONE : edits(headers.request()));
    }

    private static GatewayConfig.HeaderEdits edits(RouteSpec.@Nullable HeaderEdits edits) {
        return edits == null
                ? GatewayConfig.HeaderEdits.NONE
                : new GatewayConfig.HeaderEdits(
                        edits.remove().stream().map(RouteCompiler::lowerCase).toList(),
                        edits.set(),
                        edits.add());
    }

    private static GatewayConfig.@Nullable Redirect redirect(
            RouteSpec.@Nullable Redirect redirect) {
        if (redirect == null) {
            return null;
        }
        return new GatewayConfig.Redirect(
                redirect.status(),
                scheme(redirect.scheme()),
                redirect.host(),
                redirect.port(),
                redirect.path(),
                redirect.prefix());
    }

    private static GatewayConfig.@Nullable Rewrite rewrite(RouteSpec.@Nullable Rewrite rewrite) {
        return rewrite == null
                ? null
                : new GatewayConfig.Rewrite(
                        rewrite.prefix(),
                        rewrite.path(),
                        rewrite.regex(),
                        rewrite.replace(),
                        rewrite.host());
    }

    private static GatewayConfig.@Nullable Mirror mirror(RouteSpec.@Nullable Mirror mirror) {
        return mirror == null ? null : new GatewayConfig.Mirror(mirror.service(), mirror.percent());
    }

    /** Absent where all is normalised, so that such routes have the form that they always had. */
    private static @Nullable PathNormalization normalize(RouteSpec.@Nullable Path path) {
        return path == null || path.normalize() == PathNormalization.FULL ? null : path.normalize();
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
