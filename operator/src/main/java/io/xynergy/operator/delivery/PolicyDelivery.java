package io.xynergy.operator.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings all pods of one policy to what is wanted. Each pod is spoken to by one thread at a time,
 * and pods do not wait for each other; a pod that is busy while the order changes gets the last
 * order next, and those between never.
 */
final class PolicyDelivery {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PeerDelivery> peers = new HashMap<>();
    private final Courier courier;
    private final Runnable changed;
    private final KeyUses keyUses;
    private @Nullable Wanted wanted;

    /** What pods have answered, by their identities; and whether they are being asked. */
    private Map<String, RequestCounts> counts = Map.of();

    private boolean counting;
    private boolean closed;

    /**
     * A delivery.
     *
     * @param changed told after each response that matters
     */
    PolicyDelivery(Courier courier, Runnable changed) {
        this.courier = courier;
        this.changed = changed;
        this.keyUses = new KeyUses(courier, changed);
    }

    /** Takes an order and returns at once. */
    void want(Wanted order) {
        lock.lock();
        try {
            long now = courier.nanos();
            Wanted before = wanted;
            boolean isNew = before == null || !before.hasConfigsOf(order);
            wanted = order;
            var names = new HashMap<String, Peer>();
            order.peers().forEach(peer -> names.put(peer.name(), peer));
            peers.values()
                    .removeIf(delivery -> !delivery.peer.equals(names.get(delivery.peer.name())));
            if (isNew) {
                counts = Map.of();
                peers.values().forEach(delivery -> delivery.ordered(now));
            }
            for (Peer peer : order.peers()) {
                send(peers.computeIfAbsent(peer.name(), _ -> new PeerDelivery(peer, now)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was answered so far; absent: nothing was ordered. */
    @Nullable Report report() {
        lock.lock();
        try {
            Wanted order = wanted;
            return order == null ? null : report(order);
        } finally {
            lock.unlock();
        }
    }

    private Report report(Wanted order) {
        int live = 0;
        Duration slowest = null;
        Map<String, List<String>> refused = new TreeMap<>();
        Map<String, String> laggards = new TreeMap<>();
        for (PeerDelivery delivery : peers.values()) {
            live += delivery.isLive(order) && !order.isTried(delivery.peer) ? 1 : 0;
            Duration took = delivery.took();
            if (took != null && (slowest == null || took.compareTo(slowest) > 0)) {
                slowest = took;
            }
            List<String> errors = delivery.refusal(order);
            if (!errors.isEmpty()) {
                refused.put(delivery.peer.name(), errors);
            }
            String late = delivery.late(order, courier.nanos());
            if (late != null) {
                laggards.put(delivery.peer.name(), late);
            }
        }
        return new Report(
                order.config().digest(),
                peers.size(),
                live,
                refused,
                laggards,
                slowest,
                peers.values().stream().mapToLong(PeerDelivery::latest).max().orElse(0),
                peers.values().stream().mapToLong(PeerDelivery::latestEndpoints).max().orElse(0),
                tried(order));
    }

    private Report.@Nullable Tried tried(Wanted order) {
        Wanted.Trial trial = order.trial();
        if (trial == null) {
            return null;
        }
        long live =
                peers.values().stream()
                        .filter(delivery -> order.isTried(delivery.peer) && delivery.isLive(order))
                        .count();
        return new Report.Tried(trial.config().digest(), live == trial.pods().size());
    }

    /** Asks pods what they have answered so far, unless they are being asked already. */
    void count(List<Peer> pods) {
        Wanted counted;
        lock.lock();
        try {
            if (counting || closed) {
                return;
            }
            counting = true;
            counted = wanted;
        } finally {
            lock.unlock();
        }
        courier.after(0, () -> ask(pods, counted));
    }

    private void ask(List<Peer> pods, @Nullable Wanted order) {
        Map<String, RequestCounts> found = new HashMap<>();
        try {
            for (Peer pod : pods) {
                courier.counts(pod.admin()).ifPresent(count -> found.put(pod.identity(), count));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            counting = false;
            Wanted now = wanted;
            if (order != null && now != null && order.hasConfigsOf(now)) {
                counts = Map.copyOf(found);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What pods said last. */
    Map<String, RequestCounts> counts() {
        lock.lock();
        try {
            return counts;
        } finally {
            lock.unlock();
        }
    }

    KeyUses keyUses() {
        return keyUses;
    }

    /** Stops; what is under way ends by itself. */
    void close() {
        lock.lock();
        try {
            closed = true;
            peers.clear();
        } finally {
            lock.unlock();
        }
    }

    private void send(PeerDelivery delivery) {
        Wanted order = wanted;
        if (order == null || closed || delivery.busy || delivery.next(order) == null) {
            return;
        }
        delivery.busy = true;
        courier.after(delivery.pause(courier.nanos()), () -> run(delivery));
    }

    /** Sends until the pod has all that is wanted, or does not take it now. */
    private void run(PeerDelivery delivery) {
        boolean interrupted = false;
        while (!interrupted) {
            Document document;
            byte[] key;
            lock.lock();
            try {
                Wanted order = wanted;
                document = order == null || isGone(delivery) ? null : delivery.next(order);
                if (order == null || document == null || delivery.pause(courier.nanos()) > 0) {
                    delivery.busy = false;
                    if (document != null) {
                        send(delivery);
                    }
                    return;
                }
                key = order.key();
            } finally {
                lock.unlock();
            }
            interrupted = !tell(delivery, document, key);
        }
    }

    private boolean isGone(PeerDelivery delivery) {
        return closed || peers.get(delivery.peer.name()) != delivery;
    }

    private boolean tell(PeerDelivery delivery, Document document, byte[] key) {
        try {
            PodResponse response = courier.put(delivery.peer.admin(), document, key);
            lock.lock();
            try {
                delivery.answered(document, response, courier.nanos(), courier.jitter());
            } finally {
                lock.unlock();
            }
            if (document.path().equals(Document.CONFIG) || response instanceof PodResponse.Later) {
                changed.run();
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
