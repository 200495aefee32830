package io.xynergy.policy.compiled;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.ByteSize;
import io.xynergy.policy.CompressionSpec;
import io.xynergy.policy.HttpMethods;
import io.xynergy.policy.RateLimitSpec;
import io.xynergy.policy.RetrySpec;
import io.xynergy.policy.RouteAuth;
import io.xynergy.policy.RouteDefaults;
import io.xynergy.policy.document.RecordBinder;
import io.xynergy.policy.validation.EffectiveAuth;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Merges a route with the policy's defaults and these with the built-in ones, field by field. A
 * list replaces a list.
 */
final class RouteMerge {

    private static final RetrySpec BUILT_IN_RETRY =
            RecordBinder.defaults(RouteDefaults.class).retry();
    private static final ByteSize MIN_SIZE = new ByteSize(1024);
    private static final int LEVEL = 6;
    private static final List<CompressionSpec.Encoding> ENCODINGS =
            List.of(CompressionSpec.Encoding.BR, CompressionSpec.Encoding.GZIP);
    private static final CompressionSpec NO_COMPRESSION = new CompressionSpec(null, null, null);
    private static final RetrySpec NO_RETRY =
            new RetrySpec(null, null, null, null, null, null, null);
    private static final List<Integer> FAILED_STATUSES = List.of(502, 503, 504);

    private final AuthSpec auth;
    private final RouteDefaults defaults;
    private final List<RateLimit> defaultRateLimits;

    RouteMerge(AuthSpec auth, RouteDefaults defaults) {
        this.auth = auth;
        this.defaults = defaults;
        List<RateLimitSpec> limits = defaults.rateLimits();
        this.defaultRateLimits =
                limits == null ? List.of() : limits.stream().map(RouteMerge::rateLimit).toList();
    }

    /** Whether a route asks for an identity, and which. */
    record Identity(GatewayConfig.AuthMode mode, Access access) {}

    Identity identity(@Nullable RouteAuth route) {
        EffectiveAuth merged = EffectiveAuth.of(route, defaults.auth(), auth);
        GatewayConfig.AuthMode mode =
                switch (merged.mode()) {
                    case REQUIRED -> GatewayConfig.AuthMode.REQUIRED;
                    case OPTIONAL -> GatewayConfig.AuthMode.OPTIONAL;
                    case NONE -> GatewayConfig.AuthMode.NONE;
                };
        if (mode == GatewayConfig.AuthMode.NONE) {
            return new Identity(mode, Access.NOBODY);
        }
        Access access =
                new Access(merged.issuers(), merged.apiKeys(), merged.roles(), merged.scopes());
        return new Identity(mode, access);
    }

    long timeoutMillis(@Nullable Duration route) {
        return pick(route, defaults.timeout()).toMillis();
    }

    @Nullable ByteSize maxRequestBody(@Nullable ByteSize route) {
        return route == null ? defaults.maxRequestBody() : route;
    }

    @Nullable ByteSize maxResponseBody(@Nullable ByteSize route) {
        return route == null ? defaults.maxResponseBody() : route;
    }

    List<RateLimit> rateLimits(@Nullable List<RateLimitSpec> route) {
        return route == null
                ? defaultRateLimits
                : route.stream().map(RouteMerge::rateLimit).toList();
    }

    @Nullable CompressionConfig compression(@Nullable CompressionSpec route) {
        CompressionSpec common = defaults.compression();
        if (route == null && common == null) {
            return null;
        }
        CompressionSpec own = route == null ? NO_COMPRESSION : route;
        CompressionSpec base = common == null ? NO_COMPRESSION : common;
        List<CompressionSpec.Encoding> encodings =
                pick(own.encodings(), pick(base.encodings(), ENCODINGS));
        return encodings.isEmpty()
                ? null
                : new CompressionConfig(
                        pick(own.minSize(), pick(base.minSize(), MIN_SIZE)).bytes(),
                        pick(own.level(), pick(base.level(), LEVEL)),
                        encodings);
    }

    GatewayConfig.Retry retry(@Nullable RetrySpec route) {
        RetrySpec own = route == null ? NO_RETRY : route;
        RetrySpec base = defaults.retry();
        int attempts = either(own.attempts(), base.attempts(), BUILT_IN_RETRY.attempts(), 0);
        List<RetrySpec.On> on = either(own.on(), base.on(), BUILT_IN_RETRY.on(), List.of());
        List<Integer> statuses = either(own.statuses(), base.statuses(), null, FAILED_STATUSES);
        List<String> methods = either(own.methods(), base.methods(), null, HttpMethods.IDEMPOTENT);
        if (methods.isEmpty()) {
            // no method may be sent twice: only a request that never left is tried again
            on = on.stream().filter(RetrySpec.On.CONNECT_FAILURE::equals).toList();
        }
        RetrySpec.Backoff backoff = either(own.backoff(), base.backoff());
        return new GatewayConfig.Retry(
                attempts,
                on.stream().map(RouteMerge::retryOn).toList(),
                on.contains(RetrySpec.On.STATUS) ? statuses : List.of(),
                methods,
                PolicyCompiler.millis(either(own.perTryTimeout(), base.perTryTimeout())),
                backoff == null ? null : (Long) backoff.initial().toMillis(),
                backoff == null ? null : (Long) backoff.max().toMillis(),
                budget(own, base));
    }

    private static @Nullable Double budget(RetrySpec own, RetrySpec base) {
        var budget = either(own.budget(), base.budget());
        return budget == null ? null : (Double) budget.ratio();
    }

    private static GatewayConfig.RetryOn retryOn(RetrySpec.On on) {
        return switch (on) {
            case CONNECT_FAILURE -> GatewayConfig.RetryOn.CONNECT_FAILURE;
            case RESET -> GatewayConfig.RetryOn.RESET;
            case STATUS -> GatewayConfig.RetryOn.STATUS;
        };
    }

    private static RateLimit rateLimit(RateLimitSpec limit) {
        Integer burst = limit.burst();
        String header = limit.header();
        return new RateLimit(
                limit.name(),
                limit.requests(),
                limit.per().toMillis(),
                burst == null ? limit.requests() : burst,
                limit.by(),
                header == null ? null : header.toLowerCase(Locale.ROOT),
                limit.shadow(),
                limit.onRedisDown(),
                limit.responseHeaders() ? null : false);
    }

    private static <T> T pick(@Nullable T own, T other) {
        return own == null ? other : own;
    }

    private static <T> @Nullable T either(@Nullable T own, @Nullable T base) {
        return own == null ? base : own;
    }

    private static <T> T either(
            @Nullable T own, @Nullable T base, @Nullable T builtIn, T otherwise) {
        return pick(own, pick(base, pick(builtIn, otherwise)));
    }
}
