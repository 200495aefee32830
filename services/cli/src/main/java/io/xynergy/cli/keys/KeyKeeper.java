package io.xynergy.cli.keys;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.keys.ApiKeyState;
import io.xynergy.policy.keys.NewKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Goes on with the lives of a policy's API keys, as the operator does in a cluster: a value is
 * shown when the gateway accepts it, and the one before stays valid for its overlap.
 */
public final class KeyKeeper {

    private static final System.Logger LOG = System.getLogger(KeyKeeper.class.getName());

    /** A gateway that cannot read its policy now is asked again after this time. */
    private static final Duration TELL_AGAIN = Duration.ofSeconds(5);

    private final KeyFolder folder;
    private final Supplier<List<AuthSpec.ApiKey>> specs;
    private final InstantSource clock;
    private final Supplier<String> random;
    private final Map<String, List<KeyHash>> known = new HashMap<>();
    private final Map<String, String> problems = new HashMap<>();
    private Set<String> told = Set.of();
    private Instant tellAgainAt = Instant.MIN;

    /** The gateway, as far as its keys go. */
    public interface Gateway {

        /** The public parts of the values that it accepts. */
        Set<String> accepted();

        /** Has it ask for the valid values again; need not wait for that. */
        void changed();
    }

    /**
     * A keeper that has nothing to do yet.
     *
     * @param specs what the policy in force says of its keys
     * @param random makes values
     */
    public KeyKeeper(
            KeyFolder folder,
            Supplier<List<AuthSpec.ApiKey>> specs,
            InstantSource clock,
            Supplier<String> random) {
        this.folder = folder;
        this.specs = specs;
        this.clock = clock;
        this.random = random;
    }

    /** A keeper of the keys of a policy file, in a folder. */
    public static KeyKeeper of(Path policy, Path folder) {
        var keys = new PolicyKeys(policy);
        return new KeyKeeper(
                new KeyFolder(folder), keys::now, InstantSource.system(), new NewKeys()::apiKey);
    }

    /** Makes this process the only one that writes the keys, until the channel is closed. */
    FileChannel keep() throws IOException {
        return folder.keep()
                .orElseThrow(
                        () -> new IOException("another process keeps the API keys in " + folder));
    }

    /**
     * What is valid of a key of the policy; a key that is not there is made. A file that cannot be
     * used changes nothing, and is named in the log.
     */
    public synchronized List<KeyHash> hashes(String name) {
        try {
            known.put(name, state(spec(name)).hashes());
            problems.remove(name);
        } catch (IOException e) {
            say(name, e);
        }
        return known.getOrDefault(name, List.of());
    }

    /** What the policy says of a key; one that it does not name yet has the usual life. */
    private AuthSpec.ApiKey spec(String name) {
        return specs.get().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseGet(() -> new AuthSpec.ApiKey(name, null, List.of(), null, null));
    }

    private ApiKeyState state(AuthSpec.ApiKey spec) throws IOException {
        Optional<KeyFolder.Entry> found = folder.read(spec.name());
        if (found.isPresent()) {
            return found.get().state();
        }
        ApiKeyState first = ApiKeyState.first(clock.instant(), random);
        folder.write(spec, first);
        return first;
    }

    private void say(String name, IOException e) {
        String problem = String.valueOf(e.getMessage());
        if (!problem.equals(problems.put(name, problem))) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "API key {0}: {1}; its values stay as they are",
                    name,
                    problem);
        }
    }

    /** Goes one step on with every key; what holds one up is logged, and holds no other up. */
    public synchronized void advance(Gateway gateway) {
        Set<String> accepted = gateway.accepted();
        Map<String, ApiKeyState> states = new HashMap<>();
        Set<String> valid = new HashSet<>();
        for (AuthSpec.ApiKey spec : specs.get()) {
            try {
                ApiKeyState state = advance(spec, accepted);
                states.put(spec.name(), state);
                known.put(spec.name(), state.hashes());
                problems.remove(spec.name());
            } catch (IOException e) {
                say(spec.name(), e);
            }
            known.getOrDefault(spec.name(), List.of()).forEach(hash -> valid.add(hash.id()));
        }
        if (accepted.equals(valid)) {
            states.forEach(this::fulfil);
        } else if (!valid.equals(told) || !clock.instant().isBefore(tellAgainAt)) {
            told = valid;
            tellAgainAt = clock.instant().plus(TELL_AGAIN);
            gateway.changed();
        }
    }

    private ApiKeyState advance(AuthSpec.ApiKey spec, Set<String> accepted) throws IOException {
        Instant now = clock.instant();
        ApiKeyState before = state(spec);
        KeyFolder.Asked asked = folder.asked(spec.name()).orElse(null);
        ApiKeyState after;
        if (asked != null
                && asked.wish() == KeyFolder.Wish.REVOKE
                && !asked.mark().equals(before.rotatedFor())) {
            after = ApiKeyState.first(now, random).rotatedFor(asked.mark());
        } else {
            String wish = asked == null ? null : asked.mark();
            boolean all = accepted.containsAll(ids(before));
            after = before.step(spec, new ApiKeyState.Situation(now, wish, all), random);
        }
        if (!after.equals(before)) {
            folder.write(spec, after);
        }
        return after;
    }

    /** A wish stands until the gateway accepts what came of it, and nothing else. */
    private void fulfil(String name, ApiKeyState state) {
        try {
            Optional<KeyFolder.Asked> asked = folder.asked(name);
            if (asked.isPresent()
                    && state.next() == null
                    && asked.get().mark().equals(state.rotatedFor())) {
                folder.fulfilled(name);
            }
        } catch (IOException e) {
            say(name, e);
        }
    }

    private static Set<String> ids(ApiKeyState state) {
        return state.hashes().stream().map(KeyHash::id).collect(Collectors.toUnmodifiableSet());
    }
}
