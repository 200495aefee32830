package io.xynergy.gateway.config;

import io.xynergy.gateway.upstream.EndpointAddress;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.policy.compiled.GatewayConfig.Address;
import io.xynergy.policy.compiled.GatewayConfig.Scheme;
import io.xynergy.policy.compiled.GatewayConfig.UpstreamTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns the host names of services into endpoints, off the hot path, again and again.
 *
 * <p>All addresses of a name are endpoints. A name that cannot be resolved keeps the addresses that
 * it had: a name server's failure is no reason to drop traffic.
 */
public final class Resolver implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Resolver.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** How long a new configuration waits for its names; those that come later are taken later. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    /** Connections that were not used for so long are closed. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(60);

    private final Set<UpstreamPool> pools = ConcurrentHashMap.newKeySet();
    private final Set<UpstreamPool> unresolved = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> refreshing;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("resolver").daemon().factory());

    public Resolver() {
        // The JVM keeps names for 30 seconds and failures for 10 by default: longer than pods live.
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        long every = EVERY.toMillis();
        refreshing =
                scheduler.scheduleWithFixedDelay(
                        this::refresh, every, every, TimeUnit.MILLISECONDS);
    }

    /** Resolves the names of new pools, waiting a bounded time for them, and keeps at it. */
    void addAll(Collection<UpstreamPool> fresh) {
        List<UpstreamPool> named = new ArrayList<>();
        for (UpstreamPool pool : fresh) {
            if (isLiteral(pool)) {
                resolve(pool);
            } else {
                named.add(pool);
            }
            pools.add(pool);
        }
        var done = new CountDownLatch(named.size());
        for (UpstreamPool pool : named) {
            Thread.ofVirtual()
                    .name("resolve-" + pool.service().name())
                    .start(() -> {
                        resolve(pool);
                        done.countDown();
                    });
        }
        try {
            if (!done.await(FIRST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "some services are not resolved yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void remove(UpstreamPool pool) {
        pools.remove(pool);
        unresolved.remove(pool);
    }

    private void refresh() {
        long idleBefore = System.nanoTime() - MAX_IDLE.toNanos();
        for (UpstreamPool pool : pools) {
            if (!isLiteral(pool)) {
                resolve(pool);
            }
            pool.evictIdle(idleBefore);
        }
    }

    private static boolean isLiteral(UpstreamPool pool) {
        return pool.service().addresses().stream().allMatch(address -> isLiteral(address.host()));
    }

    private static boolean isLiteral(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void resolve(UpstreamPool pool) {
        Set<EndpointAddress> found = new LinkedHashSet<>();
        for (Address address : pool.service().addresses()) {
            try {
                for (InetAddress resolved : InetAddress.getAllByName(address.host())) {
                    found.add(endpoint(pool, address, resolved));
                }
                unresolved.remove(pool);
            } catch (UnknownHostException e) {
                if (unresolved.add(pool)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "service {0}: {1} cannot be resolved",
                            pool.service().name(),
                            address.host());
                }
                keepKnown(pool, found, address);
            }
        }
        pool.update(List.copyOf(found));
    }

    private static EndpointAddress endpoint(
            UpstreamPool pool, Address address, InetAddress resolved) {
        return new EndpointAddress(
                new InetSocketAddress(resolved, address.port()), tlsName(pool, address));
    }

    /** Whom the certificate at an address has to name; null without TLS. */
    private static @Nullable String tlsName(UpstreamPool pool, Address address) {
        if (address.scheme() != Scheme.HTTPS) {
            return null;
        }
        UpstreamTls tls = pool.service().tls();
        String name = tls == null ? null : tls.serverName();
        return name == null ? address.host() : name;
    }

    private static void keepKnown(UpstreamPool pool, Set<EndpointAddress> found, Address address) {
        String name = tlsName(pool, address);
        pool.endpoints().stream()
                .map(endpoint -> endpoint.known())
                .filter(known -> known.socket().getPort() == address.port())
                .filter(known -> Objects.equals(known.tlsName(), name))
                .forEach(found::add);
    }

    @Override
    public void close() {
        refreshing.cancel(false);
        scheduler.shutdownNow();
    }
}
