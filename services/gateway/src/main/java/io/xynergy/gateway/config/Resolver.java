package io.xynergy.gateway.config;

import io.xynergy.gateway.upstream.EndpointAddress;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.policy.compiled.GatewayConfig.Address;
import io.xynergy.policy.compiled.GatewayConfig.Scheme;
import io.xynergy.policy.compiled.GatewayConfig.UpstreamTls;
import io.xynergy.policy.validation.LocalAddress;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns services into endpoints, off the hot path, again and again: by what is given for a service,
 * else by its host names.
 *
 * <p>All addresses of a name are endpoints. A name that cannot be resolved keeps the addresses that
 * it had: a name server's failure is no reason to drop traffic. What is given is never looked up,
 * and an empty list means that the service does not run.
 */
public final class Resolver implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Resolver.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** How long a new configuration waits for its names; those that come later are taken later. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    /** Connections that were not used for so long are closed. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(60);

    private final Function<String, Optional<List<InetSocketAddress>>> given;

    /** Whether addresses of this machine, its link and the cloud are no endpoints. */
    private final boolean refusesLocal;

    /**
     * Held while endpoints are asked for and taken, so that the last response is the one in use.
     */
    private final ReentrantLock updating = new ReentrantLock();

    private final Set<UpstreamPool> pools = ConcurrentHashMap.newKeySet();
    private final Set<UpstreamPool> unresolved = ConcurrentHashMap.newKeySet();

    /** Those whose endpoints are given now. */
    private final Set<UpstreamPool> served = ConcurrentHashMap.newKeySet();

    private final ScheduledFuture<?> refreshing;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("resolver").daemon().factory());

    /** Knows services by their names alone. */
    public Resolver() {
        this(_ -> Optional.empty(), false);
    }

    /**
     * Asks for the addresses of a service, by its name, before any name server.
     *
     * @param given empty: the service is known by its host names
     * @param refusesLocal whether loopback, link-local and metadata addresses are refused, wherever
     *     they come from, of services that do not allow them
     */
    public Resolver(
            Function<String, Optional<List<InetSocketAddress>>> given, boolean refusesLocal) {
        this.given = given;
        this.refusesLocal = refusesLocal;
        // The JVM keeps names for 30 seconds and failures for 10 by default: longer than pods live.
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        long every = EVERY.toMillis();
        refreshing =
                scheduler.scheduleWithFixedDelay(
                        this::refresh, every, every, TimeUnit.MILLISECONDS);
    }

    /**
     * Asks again for what is given, now; when this returns, new requests go there. A service for
     * which nothing is given any more keeps its endpoints until its names are resolved.
     */
    public void refreshGiven() {
        for (UpstreamPool pool : pools) {
            boolean before = served.contains(pool);
            if (!takeGiven(pool) && before) {
                resolveAside(pool, () -> {});
            }
        }
    }

    /** Takes what is given for a service; false if nothing is, so that its names count. */
    private boolean takeGiven(UpstreamPool pool) {
        updating.lock();
        try {
            Optional<List<InetSocketAddress>> found = given.apply(pool.service().name());
            if (found.isEmpty()) {
                served.remove(pool);
                return false;
            }
            served.add(pool);
            List<Address> addresses = pool.service().addresses();
            String name = addresses.isEmpty() ? null : tlsName(pool, addresses.getFirst());
            update(
                    pool,
                    found.get().stream()
                            .distinct()
                            .map(socket -> new EndpointAddress(resolved(socket), name))
                            .toList());
        } catch (RuntimeException e) {
            // Whoever gives them is broken, and what was known before is the best that is left.
            LOG.log(System.Logger.Level.ERROR, "endpoints of " + pool.service().name(), e);
        } finally {
            updating.unlock();
        }
        return true;
    }

    private static InetSocketAddress resolved(InetSocketAddress socket) {
        if (socket.isUnresolved()) {
            throw new IllegalArgumentException(socket + " is not resolved");
        }
        return socket;
    }

    /** Resolves the names of new pools, waiting a bounded time for them, and keeps at it. */
    void addAll(Collection<UpstreamPool> fresh) {
        List<UpstreamPool> named = new ArrayList<>();
        for (UpstreamPool pool : fresh) {
            pools.add(pool);
            if (takeGiven(pool)) {
                continue;
            }
            if (isLiteral(pool)) {
                resolve(pool);
            } else {
                named.add(pool);
            }
        }
        var done = new CountDownLatch(named.size());
        for (UpstreamPool pool : named) {
            resolveAside(pool, done::countDown);
        }
        try {
            if (!done.await(FIRST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "some services are not resolved yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void resolveAside(UpstreamPool pool, Runnable done) {
        Thread.ofVirtual()
                .name("resolve-" + pool.service().name())
                .start(() -> {
                    resolve(pool);
                    done.run();
                });
    }

    void remove(UpstreamPool pool) {
        pools.remove(pool);
        served.remove(pool);
        unresolved.remove(pool);
    }

    private void refresh() {
        long idleBefore = System.nanoTime() - MAX_IDLE.toNanos();
        for (UpstreamPool pool : pools) {
            try {
                if (!takeGiven(pool)) {
                    resolve(pool);
                }
                pool.evictIdle(idleBefore);
            } catch (RuntimeException e) {
                // Thrown further it would end the refreshing of all services for good.
                LOG.log(System.Logger.Level.ERROR, "endpoints of " + pool.service().name(), e);
            }
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
        List<String> unknown = new ArrayList<>();
        for (Address address : pool.service().addresses()) {
            try {
                for (InetAddress resolved : InetAddress.getAllByName(address.host())) {
                    found.add(endpoint(pool, address, resolved));
                }
            } catch (UnknownHostException e) {
                unknown.add(address.host());
                keepKnown(pool, found, address);
            }
        }
        if (unknown.isEmpty()) {
            unresolved.remove(pool);
        } else if (unresolved.add(pool)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "service {0}: {1} cannot be resolved",
                    pool.service().name(),
                    String.join(", ", unknown));
        }
        takeResolved(pool, found);
    }

    /** Takes what a name server said, unless endpoints were given in the meantime. */
    private void takeResolved(UpstreamPool pool, Set<EndpointAddress> found) {
        updating.lock();
        try {
            if (!takeGiven(pool)) {
                update(pool, found);
            }
        } finally {
            updating.unlock();
        }
    }

    /** Gives a pool those addresses that may be sent to, and says of the others why not. */
    private void update(UpstreamPool pool, Collection<EndpointAddress> found) {
        boolean refuses = refusesLocal && !Boolean.TRUE.equals(pool.service().localAddresses());
        List<EndpointAddress> allowed = new ArrayList<>();
        Set<String> refused = new TreeSet<>();
        for (EndpointAddress address : found) {
            InetAddress host = address.socket().getAddress();
            String kind = refuses ? LocalAddress.kind(host) : null;
            if (kind == null) {
                allowed.add(address);
            } else {
                refused.add(host.getHostAddress() + " (" + kind + ")");
            }
        }
        List<String> texts = List.copyOf(refused);
        boolean news = !texts.isEmpty() && !texts.equals(pool.refused());
        pool.refuse(texts);
        pool.update(allowed);
        if (news) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "service {0} is at {1}; the gateway does not send there unless allowLocalAddresses"
                            + " is set",
                    pool.service().name(),
                    String.join(", ", texts));
        }
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
