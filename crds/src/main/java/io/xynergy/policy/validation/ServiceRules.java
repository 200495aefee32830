package io.xynergy.policy.validation;

import static io.xynergy.policy.validation.FieldRules.alternatives;

import io.xynergy.policy.Environment;
import io.xynergy.policy.Rule;
import io.xynergy.policy.RunSpec;
import io.xynergy.policy.ServiceSpec;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.document.Suggestion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about upstreams. */
final class ServiceRules {

    private static final int MOST_SERVICES = 1000;
    private static final int MOST_URLS = 64;
    private static final int MOST_CALLERS = 64;
    private static final int MANY = 1_000_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final FieldRules fields;
    private final WireRules wire;
    private final HeaderRules headers;
    private final DeploymentRules deployments;
    private final Environment environment;

    ServiceRules(
            FieldRules fields,
            WireRules wire,
            DeploymentRules deployments,
            Environment environment) {
        this.environment = environment;
        this.fields = fields;
        this.wire = wire;
        this.headers = new HeaderRules(fields);
        this.deployments = deployments;
    }

    void services(List<ServiceSpec> services, DocumentPath path) {
        fields.atMost(services, MOST_SERVICES, path);
        fields.names(services, ServiceSpec::name, path);
        for (int i = 0; i < services.size(); i++) {
            service(services.get(i), path.item(i));
            RunSpec run = services.get(i).run();
            if (run != null) {
                callers(run.callers(), services, path.item(i).field("run").field("callers"));
            }
        }
    }

    /** Services of the same policy with pods of their own; a service may be its own caller. */
    private void callers(List<String> callers, List<ServiceSpec> services, DocumentPath path) {
        fields.atMost(callers, MOST_CALLERS, path);
        fields.different(callers, path);
        for (int i = 0; i < callers.size(); i++) {
            String caller = callers.get(i);
            Optional<ServiceSpec> found =
                    services.stream().filter(service -> service.name().equals(caller)).findFirst();
            if (found.isEmpty()) {
                List<String> names = services.stream().map(ServiceSpec::name).toList();
                String ending = Suggestion.ending(caller, names);
                fields.report(Rule.UNKNOWN_SERVICE, path.item(i), Quote.of(caller), ending);
            } else {
                boolean runs = found.get().run() != null;
                fields.require(runs, Rule.CALLER, path.item(i), Quote.of(caller));
            }
        }
    }

    private void service(ServiceSpec service, DocumentPath path) {
        addresses(service, path);
        RunSpec run = service.run();
        if (run != null) {
            deployments.run(run, path.field("run"));
        }
        tls(service, path.field("tls"));
        Duration longest = Duration.ofMinutes(5);
        DocumentPath connectTimeout = path.field("connectTimeout");
        fields.range(service.connectTimeout(), TrafficRules.SHORTEST, longest, connectTimeout);
        fields.range(service.maxConnections(), 1, 65_535, path.field("maxConnections"));
        concurrency(service.concurrency(), path.field("concurrency"));
        circuitBreaker(service.circuitBreaker(), path.field("circuitBreaker"));
        outlier(service.outlier(), path.field("outlier"));
        health(service.health(), path.field("health"));
        hashOn(service, path);
    }

    private void addresses(ServiceSpec service, DocumentPath path) {
        String url = service.url();
        List<String> urls = service.urls();
        boolean runs = service.run() != null;
        fields.exactlyOne(
                path, alternatives("run", runs, "url", url != null, "urls", urls != null));
        if (url != null) {
            url(service, url, path.field("url"));
        }
        if (urls != null) {
            DocumentPath place = path.field("urls");
            fields.someAtMost(urls, MOST_URLS, place);
            fields.different(urls, place);
            for (int i = 0; i < urls.size(); i++) {
                url(service, urls.get(i), place.item(i));
            }
        }
    }

    /** Only the policy of a laptop means the machine itself. */
    private void url(ServiceSpec service, String url, DocumentPath path) {
        UpstreamUrl parsed = wire.upstreamUrl(url, path);
        ServiceSpec.Tls tls = service.tls();
        boolean named = tls != null && tls.serverName() != null;
        if (parsed != null && url.startsWith("https:") && !named) {
            fields.require(!parsed.host().contains("_"), Rule.TLS_NAME, path);
        }
        if (parsed == null || service.allowLocalAddresses()) {
            return;
        }
        String kind = LocalAddress.kindOfHost(parsed.host());
        if (kind == null) {
            return;
        }
        if (environment == Environment.PRODUCTION || !LocalAddress.isLoopback(kind)) {
            fields.warn(
                    path,
                    "%s is %s, which pods refuse to send to; allowLocalAddresses: true lets them"
                            .formatted(Quote.of(parsed.host()), kind));
        }
    }

    private void tls(ServiceSpec service, DocumentPath path) {
        ServiceSpec.Tls tls = service.tls();
        if (tls == null) {
            return;
        }
        List<String> several = service.urls();
        boolean secure =
                Stream.concat(
                                Stream.ofNullable(service.url()),
                                several == null ? Stream.of() : several.stream())
                        .anyMatch(url -> url.startsWith("https:"));
        fields.require(secure, Rule.ONLY_WITH, path, "an https:// url");
        wire.host(tls.serverName(), path.field("serverName"));
        fields.require(
                !String.valueOf(tls.serverName()).contains("_"),
                Rule.TLS_NAME,
                path.field("serverName"));
        ServiceSpec.Authority ca = tls.ca();
        if (ca != null) {
            DocumentPath place = path.field("ca");
            boolean secret = ca.secret() != null;
            boolean config = ca.config() != null;
            fields.exactlyOne(place, alternatives("secret", secret, "config", config));
            fields.objectName(ca.secret(), place.field("secret"));
            fields.objectName(ca.config(), place.field("config"));
        }
    }

    private void concurrency(ServiceSpec.@Nullable Concurrency concurrency, DocumentPath path) {
        if (concurrency != null) {
            boolean adaptive = Boolean.TRUE.equals(concurrency.adaptive());
            boolean limited = concurrency.limit() != null;
            fields.exactlyOne(path, alternatives("limit", limited, "adaptive: true", adaptive));
            fields.range(concurrency.limit(), 1, MANY, path.field("limit"));
        }
    }

    private void circuitBreaker(ServiceSpec.@Nullable CircuitBreaker breaker, DocumentPath path) {
        if (breaker != null) {
            fields.range(breaker.failures(), 1, MANY, path.field("failures"));
            Duration shortest = TrafficRules.SHORTEST;
            fields.range(breaker.openFor(), shortest, HOUR, path.field("openFor"));
            fields.range(breaker.halfOpenRequests(), 1, MANY, path.field("halfOpenRequests"));
        }
    }

    private void outlier(ServiceSpec.@Nullable Outlier outlier, DocumentPath path) {
        if (outlier != null) {
            fields.range(outlier.consecutiveErrors(), 1, MANY, path.field("consecutiveErrors"));
            Duration shortest = TrafficRules.SHORTEST;
            fields.range(outlier.ejectFor(), shortest, HOUR, path.field("ejectFor"));
        }
    }

    private void health(ServiceSpec.@Nullable Health health, DocumentPath path) {
        if (health != null) {
            wire.path(health.path(), false, path.field("path"));
            Duration shortest = Duration.ofMillis(100);
            fields.range(health.every(), shortest, HOUR, path.field("every"));
        }
    }

    private void hashOn(ServiceSpec service, DocumentPath path) {
        ServiceSpec.HashOn hash = service.hashOn();
        boolean hashes = service.balance() == ServiceSpec.Balance.HASH;
        if (hash == null) {
            fields.require(!hashes, Rule.NEEDS, path, "balance: Hash", "hashOn");
            return;
        }
        DocumentPath place = path.field("hashOn");
        fields.require(hashes, Rule.ONLY_WITH, place, "balance: Hash");
        fields.exactlyOne(
                place,
                alternatives(
                        "header", hash.header() != null,
                        "cookie", hash.cookie() != null,
                        "query", hash.query() != null,
                        "by", hash.by() != null));
        headers.name(hash.header(), place.field("header"));
        headers.name(hash.cookie(), place.field("cookie"));
        fields.text(hash.query(), 128, place.field("query"));
    }
}
