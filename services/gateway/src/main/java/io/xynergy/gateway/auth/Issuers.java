package io.xynergy.gateway.auth;

import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meter;
import io.xynergy.policy.compiled.AuthConfig;
import io.xynergy.policy.compiled.GatewayConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the issuers of configurations, and keeps those that do not change, with their keys and what
 * was verified with them.
 */
public final class Issuers implements AutoCloseable {

    /** Less than a request waits, so that it learns what came of it. */
    private static final Duration FETCH = Duration.ofSeconds(4);

    private static final Duration PROBE = Duration.ofMillis(1500);

    private final HealthChecks health;
    private final AuthCounters counters;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor fetchers;
    private final @Nullable Issuer development;
    private final Map<Issuer, List<Meter>> published = new HashMap<>();

    /**
     * Issuers that report to {@code health} and {@code counters}.
     *
     * @param development stands in for each issuer of each policy
     */
    public Issuers(
            Optional<DevelopmentIssuer> development,
            HealthChecks health,
            AuthCounters counters,
            LongSupplier nanos) {
        this.health = health;
        this.counters = counters;
        this.nanos = nanos;
        this.fetchers =
                new ThreadPoolExecutor(
                        2,
                        2,
                        5,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(64),
                        Thread.ofPlatform().name("issuer-keys-", 0).daemon().factory());
        fetchers.allowCoreThreadTimeOut(true);
        this.development = development.map(issuer -> make(issuer.settings())).orElse(null);
    }

    /** The issuer that stands in for all others, if there is one. */
    public Optional<String> standIn() {
        return Optional.ofNullable(development).map(issuer -> issuer.settings().issuer());
    }

    /** What a configuration's routes ask, with the issuers of {@code old} where they are equal. */
    public AccessRules compile(GatewayConfig config, AccessRules old) {
        Map<String, Issuer> byName = new HashMap<>();
        List<Issuer> all = new ArrayList<>();
        for (AuthConfig.Issuer settings : config.auth().issuers()) {
            Issuer issuer = keepOrMake(settings, old.issuers());
            byName.put(settings.name(), issuer);
            all.add(issuer);
        }
        if (development != null) {
            all.add(development);
        }
        ApiKeys keys = ApiKeys.of(config.auth().apiKeys(), old.keys());
        List<RouteAccess> routes = new ArrayList<>();
        for (GatewayConfig.Route route : config.routes()) {
            List<Issuer> accepted = new ArrayList<>();
            route.access()
                    .issuers()
                    .forEach(name -> {
                        Issuer issuer = byName.get(name);
                        if (issuer != null) {
                            accepted.add(issuer);
                        }
                    });
            if (development != null && !accepted.isEmpty()) {
                accepted.addFirst(development);
            }
            routes.add(new RouteAccess(route.auth(), route.access(), accepted, keys));
        }
        return new AccessRules(routes, all, keys);
    }

    private Issuer keepOrMake(AuthConfig.Issuer settings, List<Issuer> old) {
        for (Issuer issuer : old) {
            if (issuer.settings().equals(settings)) {
                return issuer;
            }
        }
        for (Issuer issuer : old) {
            if (issuer.hasKeysOf(settings) && issuer.settings().name().equals(settings.name())) {
                return new Issuer(settings, issuer.keys());
            }
        }
        return make(settings);
    }

    private Issuer make(AuthConfig.Issuer settings) {
        var source = new HttpKeySource(settings.issuer(), settings.jwksUri(), FETCH, nanos);
        return new Issuer(settings, new IssuerKeys(settings.name(), source, fetchers, nanos));
    }

    /** Reports the issuers of a configuration that is in force now, and no others. */
    public void inForce(AccessRules rules) {
        published
                .entrySet()
                .removeIf(entry -> {
                    boolean gone = !rules.issuers().contains(entry.getKey());
                    if (gone) {
                        entry.getValue().forEach(Meter::close);
                        health.removeDependency(dependency(entry.getKey()));
                    }
                    return gone;
                });
        for (Issuer issuer : rules.issuers()) {
            if (!published.containsKey(issuer)) {
                published.put(issuer, counters.publish(issuer));
                health.addDependency(dependency(issuer), false, () -> check(issuer));
            }
        }
    }

    private static String dependency(Issuer issuer) {
        return "issuer " + issuer.settings().name();
    }

    /** On a laptop nobody asks the real issuers just to know whether they are there. */
    private CheckResult check(Issuer issuer) {
        if (development == null) {
            issuer.keys().probe(PROBE);
        }
        return issuer.keys().health();
    }

    @Override
    public void close() {
        fetchers.shutdownNow();
    }
}
