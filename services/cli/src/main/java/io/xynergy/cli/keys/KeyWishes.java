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

    private final KeyFolder folder;
    private final NewKeys random = new NewKeys();

    /** Wishes for keys in a folder. */
    public KeyWishes(KeyFolder folder) {
        this.folder = folder;
    }

    /**
     * Has another value of a key made. Wishes of others come first.
     *
     * @return false: the process that keeps the keys has not done so after 20 seconds, and will not
     */
    public boolean fulfil(String name, KeyFolder.Wish wish) throws IOException {
        String mark = random.deliveryKey();
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean left = false;
        while (System.nanoTime() - end < 0) {
            left = left || folder.wish(name, wish, mark);
            if (left && !folder.hasWish(name, mark)) {
                return true;
            }
            Optional<FileChannel> kept = folder.keep();
            if (kept.isPresent()) {
                try (FileChannel _ = kept.get()) {
                    advance(name);
                }
            } else {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
        if (left && folder.hasWish(name, mark)) {
            folder.fulfilled(name); // nobody waits for it any more
        }
        return false;
    }

    /** One step where no gateway has to accept anything. */
    private void advance(String name) throws IOException {
        Duration overlap = folder.read(name).map(KeyFolder.Entry::overlap).orElse(null);
        var spec = new AuthSpec.ApiKey(name, null, List.of(), null, overlap);
        new KeyKeeper(folder, () -> List.of(spec), InstantSource.system(), random::apiKey)
                .advance(new Nobody(ids(name)));
    }

    private Set<String> ids(String name) throws IOException {
        Set<String> ids = new HashSet<>();
        Optional<KeyFolder.Entry> key = folder.read(name);
        if (key.isPresent()) {
            key.get().state().hashes().stream().map(KeyHash::id).forEach(ids::add);
        }
        return ids;
    }

    /** Accepts whatever is there. */
    private record Nobody(Set<String> accepted) implements KeyKeeper.Gateway {

        @Override
        public void changed() {}
    }
}
