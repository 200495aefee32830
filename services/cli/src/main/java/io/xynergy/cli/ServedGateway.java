package io.xynergy.cli;

import io.xynergy.gateway.Gateway;
import io.xynergy.kit.signal.Signals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What signals do to a gateway, which may not serve yet. */
final class ServedGateway implements Signals.Actions {

    private static final int LONGEST_START_SECONDS = 20;

    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile @Nullable Gateway gateway;

    /** It serves from now on, or never will: null. */
    void is(@Nullable Gateway served) {
        gateway = served;
        begun.countDown();
    }

    /**
     * Stops it in good order; one that is just beginning to serve is waited for, as it may have
     * taken requests already.
     */
    void stop() {
        try {
            boolean known = begun.await(LONGEST_START_SECONDS, TimeUnit.SECONDS);
            Gateway served = gateway;
            if (known && served != null) {
                served.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void reopenLogs() {
        Gateway served = gateway;
        if (served != null) {
            served.reopenAccessLog();
        }
    }

    @Override
    public void reread() {
        Gateway served = gateway;
        if (served != null) {
            served.reread();
        }
    }
}
