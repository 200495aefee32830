package io.xynergy.cli.keys;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.keys.NewKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Has a key replaced: by the stack that runs, or by this process where none does. */
public final class KeyWishes {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** A value is made, shown, and seen to be shown. */
    private static final int STEPS = 4;

    private final KeyFolder folder;
    private final NewKeys random = new NewKeys();

    /** Wishes for keys in a folder. */
    public KeyWishes(KeyFolder folder) {
        this.folder = folder;
    }

    /**
     * Has another value of a key made.
     *
     * @return false: the process that keeps the keys has not done so after 20 seconds; it will
     */
    public boolean fulfil(String name, KeyFolder.Wish wish) throws IOException {
        Optional<FileChannel> kept = folder.keep();
        if (kept.isEmpty()) {
            return leave(name, wish);
        }
        try (FileChannel _ = kept.get()) {
            return fulfilHere(name, wish);
        }
    }

    private boolean leave(String name, KeyFolder.Wish wish) throws IOException {
        folder.wish(name, wish, mark());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (folder.hasWish(name)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    /** Where no gateway has to accept anything. */
    private boolean fulfilHere(String name, KeyFolder.Wish wish) throws IOException {
        folder.wish(name, wish, mark());
        var spec = new AuthSpec.ApiKey(name, null, List.of(), null, null);
        var keeper =
                new KeyKeeper(folder, () -> List.of(spec), InstantSource.system(), random::apiKey);
        for (int i = 0; i < STEPS && folder.hasWish(name); i++) {
            keeper.advance(new Nobody(name));
        }
        return !folder.hasWish(name);
    }

    private String mark() {
        return random.deliveryKey();
    }

    /** Accepts whatever is there. */
    private final class Nobody implements KeyKeeper.Gateway {

        private final String name;

        Nobody(String name) {
            this.name = name;
        }

        @Override
        public Set<String> accepted() {
            Set<String> ids = new HashSet<>();
            folder.read(name)
                    .ifPresent(key ->
                            key.state().hashes().stream().map(KeyHash::id).forEach(ids::add));
            return ids;
        }

        @Override
        public void changed() {}
    }
}
