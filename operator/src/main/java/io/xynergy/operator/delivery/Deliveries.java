package io.xynergy.operator.delivery;

import io.xynergy.kit.metrics.Meters;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Deliveries of all policies.
 *
 * @param <K> what names a policy
 */
public final class Deliveries<K> implements AutoCloseable {

    private final Courier courier;
    private final Map<K, PolicyDelivery> policies = new ConcurrentHashMap<>();
    private final Consumer<K> changed;

    /**
     * Deliveries.
     *
     * @param random from 0 to 1, for pauses
     * @param changed told when a pod of a policy has answered
     */
    public Deliveries(
            AdminClient client,
            LongSupplier nanos,
            DoubleSupplier random,
            Meters meters,
            Consumer<K> changed) {
        this.courier = new Courier(client, nanos, random, meters);
        this.changed = changed;
    }

    /** Orders what the pods of a policy should serve, and returns at once. */
    public void want(K policy, Wanted wanted) {
        policies.computeIfAbsent(
                        policy, key -> new PolicyDelivery(courier, () -> changed.accept(key)))
                .want(wanted);
    }

    /** What the pods of a policy have answered; empty: nothing was ordered. */
    public Optional<Report> report(K policy) {
        PolicyDelivery delivery = policies.get(policy);
        return delivery == null ? Optional.empty() : Optional.ofNullable(delivery.report());
    }

    /** Asks pods of a policy what they have answered so far, and returns at once. */
    public void count(K policy, List<Peer> pods) {
        PolicyDelivery delivery = policies.get(policy);
        if (delivery != null) {
            delivery.count(pods);
        }
    }

    /** What pods of a policy said last, by their identities. */
    public Map<String, RequestCounts> counts(K policy) {
        PolicyDelivery delivery = policies.get(policy);
        return delivery == null ? Map.of() : delivery.counts();
    }

    /**
     * On which day each API key of a policy was used last, by the keys' names, as far as pods have
     * said; asks them again now and then, and returns at once.
     */
    public Map<String, LocalDate> keyUses(K policy, List<Peer> pods, Instant now) {
        PolicyDelivery delivery = policies.get(policy);
        return delivery == null ? Map.of() : delivery.keyUses().ask(pods, now);
    }

    /** Forgets a policy. */
    public void forget(K policy) {
        PolicyDelivery delivery = policies.remove(policy);
        if (delivery != null) {
            delivery.close();
        }
    }

    /** Stops all. */
    @Override
    public void close() {
        policies.values().forEach(PolicyDelivery::close);
        courier.close();
    }
}
