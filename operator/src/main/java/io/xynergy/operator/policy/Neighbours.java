package io.xynergy.operator.policy;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the policies of each namespace claim. Of two that claim the same, the older one has it; of
 * two of the same second, the one whose name is first.
 */
public final class Neighbours {

    private static final Comparator<Claimant> AGE =
            Comparator.comparing(Claimant::created).thenComparing(Claimant::name);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, Claimant>> namespaces = new HashMap<>();

    /**
     * A policy that claims something.
     *
     * @param blockedBy the older policy that has it; absent: nobody
     */
    private record Claimant(
            String name,
            String created,
            long generation,
            Claims claims,
            @Nullable String blockedBy) {

        static Claimant of(ObjectMeta policy, Claims claims) {
            return new Claimant(
                    policy.getName(),
                    policy.getCreationTimestamp(),
                    policy.getGeneration(),
                    claims,
                    null);
        }

        Claimant blockedBy(@Nullable String policy) {
            return new Claimant(name, created, generation, claims, policy);
        }
    }

    /** An older policy has what this one claims too. */
    public record Conflict(String policy, Claims.Clash clash) {

        /** The conflict in words. */
        public String message() {
            return "route %s matches host %s and path %s, as route %s of the older policy %s does"
                    .formatted(
                            clash.route(), clash.host(), clash.path(), clash.otherRoute(), policy);
        }
    }

    /** Whether the claims of a policy are those of its present generation. */
    public boolean knows(ObjectMeta policy) {
        lock.lock();
        try {
            Claimant known = namespace(policy.getNamespace()).get(policy.getName());
            return known != null && known.generation() == policy.getGeneration();
        } finally {
            lock.unlock();
        }
    }

    /**
     * States what a policy claims.
     *
     * @return a conflict with an older one
     */
    public Optional<Conflict> claim(ObjectMeta policy, Claims claims) {
        lock.lock();
        try {
            var own = Claimant.of(policy, claims);
            Map<String, Claimant> others = namespace(policy.getNamespace());
            Optional<Conflict> conflict =
                    others.values().stream()
                            .filter(other -> AGE.compare(other, own) < 0)
                            .sorted(AGE)
                            .flatMap(other ->
                                    claims
                                            .clash(other.claims())
                                            .map(clash -> new Conflict(other.name(), clash))
                                            .stream())
                            .findFirst();
            others.put(own.name(), own.blockedBy(conflict.map(Conflict::policy).orElse(null)));
            return conflict;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a policy, which is gone or not valid. */
    public void forget(String namespace, String policy) {
        lock.lock();
        try {
            namespace(namespace).remove(policy);
        } finally {
            lock.unlock();
        }
    }

    /** Names of policies that have to be looked at again, now that this one claims what it does. */
    public List<String> affected(String namespace, String policy) {
        lock.lock();
        try {
            Map<String, Claimant> all = namespace(namespace);
            Claimant own = all.get(policy);
            return all.values().stream()
                    .filter(other -> !other.name().equals(policy))
                    .filter(other -> isBlocked(other, own) != policy.equals(other.blockedBy()))
                    .map(Claimant::name)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isBlocked(Claimant other, @Nullable Claimant own) {
        return own != null
                && AGE.compare(own, other) < 0
                && (other.blockedBy() == null || other.blockedBy().equals(own.name()))
                && other.claims().clash(own.claims()).isPresent();
    }

    private Map<String, Claimant> namespace(String name) {
        return namespaces.computeIfAbsent(name, _ -> new HashMap<>());
    }
}
