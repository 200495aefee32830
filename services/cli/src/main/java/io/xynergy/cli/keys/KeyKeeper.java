package io.xynergy.cli.keys;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.keys.ApiKeyState;
import io.xynergy.policy.keys.NewKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** A gateway that cannot read its policy now is asked again after this time. */
    private static final Duration TELL_AGAIN = Duration.ofSeconds(5);

    private final KeyFolder folder;
    private final Supplier<List<AuthSpec.ApiKey>> specs;
    private final InstantSource clock;
    private final Supplier<String> random;
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

    /** What is valid of a key of the policy; a key that is not there is made. */
    public synchronized List<KeyHash> hashes(String name) {
        return state(new AuthSpec.ApiKey(name, null, List.of(), null, null)).hashes();
    }

    private ApiKeyState state(AuthSpec.ApiKey spec) {
        Optional<KeyFolder.Entry> found = folder.read(spec.name());
        if (found.isPresent()) {
            return found.get().state();
        }
        ApiKeyState first = ApiKeyState.first(clock.instant(), random);
        write(spec, first);
        return first;
    }

    private void write(AuthSpec.ApiKey spec, ApiKeyState state) {
        try {
            folder.write(spec, state);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Goes one step on with every key.
     *
     * @throws IOException if the folder cannot be read or written, naming the file
     */
    public synchronized void advance(Gateway gateway) throws IOException {
        Set<String> accepted = gateway.accepted();
        Map<String, ApiKeyState> states = new HashMap<>();
        Set<String> valid = new HashSet<>();
        try {
            for (AuthSpec.ApiKey spec : specs.get()) {
                ApiKeyState state = advance(spec, accepted);
                states.put(spec.name(), state);
                valid.addAll(ids(state));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (accepted.equals(valid)) {
            for (Map.Entry<String, ApiKeyState> each : states.entrySet()) {
                fulfil(each.getKey(), each.getValue());
            }
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
    private void fulfil(String name, ApiKeyState state) throws IOException {
        Optional<KeyFolder.Asked> asked = folder.asked(name);
        if (asked.isPresent()
                && state.next() == null
                && asked.get().mark().equals(state.rotatedFor())) {
            folder.fulfilled(name);
        }
    }

    private static Set<String> ids(ApiKeyState state) {
        return state.hashes().stream().map(KeyHash::id).collect(Collectors.toUnmodifiableSet());
    }
}
