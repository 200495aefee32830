package io.xynergy.cli.keys;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.auth.ApiKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Looks after the API keys while the gateway serves. */
public final class KeyWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KeyWatch.class.getName());
    private static final long EVERY_MILLIS = 100;

    private final FileChannel kept;
    private final KeyKeeper keeper;
    private final KeyKeeper.Gateway gateway;
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("api-keys").daemon().factory());
    private String problem = "";

    private KeyWatch(FileChannel kept, KeyKeeper keeper, KeyKeeper.Gateway gateway) {
        this.kept = kept;
        this.keeper = keeper;
        this.gateway = gateway;
    }

    /**
     * Looks after the keys of a gateway that serves, until it is closed.
     *
     * @throws IOException if another process keeps the keys of the folder
     */
    public static KeyWatch start(KeyKeeper keeper, Gateway gateway) throws IOException {
        var watch = new KeyWatch(keeper.keep(), keeper, new Served(gateway));
        var _ =
                watch.looking.scheduleWithFixedDelay(
                        watch::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            keeper.advance(gateway);
            problem = "";
        } catch (RuntimeException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(problem)) {
                problem = now;
                LOG.log(System.Logger.Level.ERROR, "the API keys stay as they are: {0}", now);
            }
        }
    }

    /** The gateway of this process. */
    private record Served(Gateway gateway) implements KeyKeeper.Gateway {

        @Override
        public Set<String> accepted() {
            return gateway.apiKeys().stream()
                    .map(ApiKeys.Use::id)
                    .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public void changed() {
            gateway.apiKeysChanged();
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
        try {
            kept.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the API keys are still kept", e);
        }
    }
}
