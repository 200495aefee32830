package io.xynergy.operator.reconcile;

import io.xynergy.operator.delivery.Peer;
import io.xynergy.operator.delivery.RequestCounts;
import io.xynergy.policy.RolloutSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A version that a few pods serve first. Another process begins anew, which only takes longer. */
final class Trial {

    /** With so many requests a share of errors says something before the time is over. */
    private static final int ENOUGH = 100;

    private final String digest;
    private final List<Peer> peers;
    private @Nullable Map<String, RequestCounts> before;
    private long since;

    /** What became of it. */
    sealed interface Verdict {

        /** It goes on. */
        record Goes(String text) implements Verdict {}

        /** All pods may serve it. */
        record Passed() implements Verdict {}

        /** None should. */
        record Failed(String why) implements Verdict {}
    }

    Trial(String digest, List<Peer> peers) {
        this.digest = digest;
        this.peers = List.copyOf(peers);
    }

    /** Whether it is of a version, on pods that are all ready still. */
    boolean isOf(String version, List<Peer> ready) {
        return digest.equals(version) && !peers.isEmpty() && ready.containsAll(peers);
    }

    List<Peer> peers() {
        return peers;
    }

    /** Names of its pods in words. */
    String names() {
        return peers.stream().map(Peer::name).collect(Collectors.joining(", "));
    }

    /** Names of its pods. */
    Set<String> pods() {
        return peers.stream().map(Peer::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Judges by what its pods have answered since all of them serve the version.
     *
     * @param live whether they do
     * @param counts what each pod has answered, by its identity
     */
    Verdict judge(
            RolloutSpec.Canary spec, boolean live, Map<String, RequestCounts> counts, long now) {
        if (!live) {
            before = null;
            return new Verdict.Goes("is being delivered to");
        }
        if (!peers.stream().allMatch(peer -> counts.containsKey(peer.identity()))) {
            return new Verdict.Goes("is served by");
        }
        Map<String, RequestCounts> start = before;
        if (start == null || requests(counts) < requests(start)) {
            before = Map.copyOf(counts);
            since = now;
            return new Verdict.Goes("is served by");
        }
        double requests = requests(counts) - requests(start);
        double errors = errors(counts) - errors(start);
        boolean isBad = requests > 0 && errors / requests > spec.maxErrorRate().ratio();
        boolean isOver = now - since >= spec.observe().toNanos();
        if (isBad && (isOver || requests >= ENOUGH)) {
            return new Verdict.Failed(
                    String.format(
                            Locale.ROOT,
                            "on trial on %s: %.0f of %.0f requests got a server error, more than"
                                    + " %s%%",
                            names(),
                            errors,
                            requests,
                            spec.maxErrorRate().hundredths() / 100.0));
        }
        return isOver ? new Verdict.Passed() : new Verdict.Goes("is observed on");
    }

    private double requests(Map<String, RequestCounts> counts) {
        return peers.stream().mapToDouble(peer -> of(counts, peer).requests()).sum();
    }

    private double errors(Map<String, RequestCounts> counts) {
        return peers.stream().mapToDouble(peer -> of(counts, peer).errors()).sum();
    }

    private static RequestCounts of(Map<String, RequestCounts> counts, Peer peer) {
        return counts.getOrDefault(peer.identity(), new RequestCounts(0, 0));
    }
}
