package io.xynergy.policy.validation;

import static io.xynergy.policy.validation.FieldRules.alternatives;

import io.xynergy.policy.ByteSize;
import io.xynergy.policy.CacheSpec;
import io.xynergy.policy.CompressionSpec;
import io.xynergy.policy.RateLimitSpec;
import io.xynergy.policy.RetrySpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules about limits, retries, compression and caching, in defaults and in routes. */
final class TrafficRules {

    static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration DAY = Duration.ofDays(1);
    static final Duration YEAR = Duration.ofDays(365);

    private static final ByteSize NOTHING = new ByteSize(0);
    private static final ByteSize LARGEST_BODY = new ByteSize(1L << 40);
    private static final ByteSize LARGEST_ENTRY = new ByteSize(64L << 20);
    private static final int MOST_REQUESTS = 1_000_000_000;
    private static final int MOST_LIMITS = 16;
    private static final int MOST_KEYS = 32;
    private static final int LONGEST_TEXT = 128;

    private final FieldRules fields;
    private final WireRules wire;
    private final HeaderRules headers;

    TrafficRules(FieldRules fields, WireRules wire, HeaderRules headers) {
        this.fields = fields;
        this.wire = wire;
        this.headers = headers;
    }

    void timeout(@Nullable Duration timeout, DocumentPath path) {
        fields.range(timeout, SHORTEST, DAY, path);
    }

    void body(@Nullable ByteSize most, DocumentPath path) {
        fields.range(most, NOTHING, LARGEST_BODY, path);
    }

    void rateLimits(@Nullable List<RateLimitSpec> limits, DocumentPath path) {
        if (limits == null) {
            return;
        }
        fields.atMost(limits, MOST_LIMITS, path);
        fields.names(limits, RateLimitSpec::name, path);
        for (int i = 0; i < limits.size(); i++) {
            RateLimitSpec limit = limits.get(i);
            DocumentPath place = path.item(i);
            fields.range(limit.requests(), 1, MOST_REQUESTS, place.field("requests"));
            fields.range(limit.burst(), 1, MOST_REQUESTS, place.field("burst"));
            fields.range(limit.per(), SHORTEST, Duration.ofDays(30), place.field("per"));
            boolean byHeader = limit.by() == RateLimitSpec.By.HEADER;
            if (byHeader && limit.header() == null) {
                fields.report(Rule.NEEDS, place, "by: Header", "header");
            } else if (!byHeader && limit.header() != null) {
                fields.report(Rule.ONLY_WITH, place.field("header"), "by: Header");
            }
            headers.counted(limit.header(), place.field("header"));
        }
    }

    void retry(@Nullable RetrySpec retry, DocumentPath path) {
        if (retry == null) {
            return;
        }
        fields.range(retry.attempts(), 0, 10, path.field("attempts"));
        fields.range(retry.perTryTimeout(), SHORTEST, DAY, path.field("perTryTimeout"));
        wire.methods(retry.methods(), path.field("methods"));
        List<RetrySpec.On> on = retry.on();
        if (on != null) {
            fields.different(on, path.field("on"));
        }
        statuses(retry.statuses(), path.field("statuses"));
        RetrySpec.Backoff backoff = retry.backoff();
        if (backoff != null) {
            DocumentPath place = path.field("backoff");
            Duration longest = Duration.ofMinutes(1);
            fields.range(backoff.initial(), SHORTEST, longest, place.field("initial"));
            fields.range(backoff.max(), SHORTEST, longest, place.field("max"));
            fields.ordered("initial", backoff.initial(), "max", backoff.max(), place);
        }
    }

    private void statuses(@Nullable List<Integer> statuses, DocumentPath path) {
        if (statuses == null) {
            return;
        }
        fields.atMost(statuses, MOST_KEYS, path);
        fields.different(statuses, path);
        for (int i = 0; i < statuses.size(); i++) {
            fields.range(statuses.get(i), 400, 599, path.item(i));
        }
    }

    /** A try that may take longer than the whole request is not what anybody means. */
    void tryWithin(@Nullable Duration oneTry, Duration whole, DocumentPath path) {
        if (oneTry != null) {
            boolean good = oneTry.compareTo(whole) <= 0;
            fields.require(good, Rule.PER_TRY_TIMEOUT, path, Shown.of(oneTry), Shown.of(whole));
        }
    }

    void compression(@Nullable CompressionSpec compression, DocumentPath path) {
        if (compression == null) {
            return;
        }
        ByteSize most = new ByteSize(64L << 20);
        fields.range(compression.minSize(), NOTHING, most, path.field("minSize"));
        fields.range(compression.level(), 1, 11, path.field("level"));
        List<CompressionSpec.Encoding> encodings = compression.encodings();
        if (encodings != null) {
            fields.different(encodings, path.field("encodings"));
        }
    }

    void cache(@Nullable CacheSpec cache, boolean callersKnown, DocumentPath path) {
        if (cache == null) {
            return;
        }
        fields.exactlyOne(
                path, alternatives("mode", cache.mode() != null, "ttl", cache.ttl() != null));
        fields.range(cache.ttl(), Duration.ofSeconds(1), YEAR, path.field("ttl"));
        Duration none = Duration.ZERO;
        DocumentPath revalidate = path.field("staleWhileRevalidate");
        fields.range(cache.staleWhileRevalidate(), none, YEAR, revalidate);
        fields.range(cache.staleIfError(), none, YEAR, path.field("staleIfError"));
        fields.range(cache.maxEntry(), new ByteSize(1), LARGEST_ENTRY, path.field("maxEntry"));
        CacheSpec.Scope scope = cache.scope();
        if (cache.ttl() != null && scope == null) {
            fields.report(Rule.NEEDS, path, "ttl", "scope: Public, Tenant or User");
        }
        if (scope != null && scope != CacheSpec.Scope.PUBLIC && !callersKnown) {
            String name = scope == CacheSpec.Scope.USER ? "User" : "Tenant";
            fields.report(Rule.CACHE_WITHOUT_IDENTITY, path.field("scope"), name);
        }
        cacheKeys(cache, path);
    }

    private void cacheKeys(CacheSpec cache, DocumentPath path) {
        DocumentPath methods = path.field("methods");
        fields.someAtMost(cache.methods(), 2, methods);
        fields.different(cache.methods(), methods);
        for (int i = 0; i < cache.methods().size(); i++) {
            String method = cache.methods().get(i);
            boolean good = method.equals("GET") || method.equals("HEAD");
            fields.require(good, Rule.CACHE_METHOD, methods.item(i), Quote.of(method));
        }
        headers.names(cache.vary(), path.field("vary"));
        texts(cache.tags(), path.field("tags"));
        CacheSpec.Query query = cache.query();
        if (query != null) {
            DocumentPath place = path.field("query");
            boolean include = query.include() != null;
            boolean ignore = query.ignore() != null;
            fields.exactlyOne(place, alternatives("include", include, "ignore", ignore));
            texts(query.include(), place.field("include"));
            texts(query.ignore(), place.field("ignore"));
        }
    }

    private void texts(@Nullable List<String> texts, DocumentPath path) {
        if (texts == null) {
            return;
        }
        fields.atMost(texts, MOST_KEYS, path);
        fields.different(texts, path);
        for (int i = 0; i < texts.size(); i++) {
            fields.text(texts.get(i), LONGEST_TEXT, path.item(i));
        }
    }
}
