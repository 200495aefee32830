package io.xynergy.cli;

import io.xynergy.gateway.Gateway;
import io.xynergy.kit.signal.Signals;
import org.jspecify.annotations.Nullable;

/** What signals do to a gateway, which may not serve yet. */
final class ServedGateway implements Signals.Actions {

    private volatile @Nullable Gateway gateway;

    /** It serves from now on. */
    void is(Gateway served) {
        gateway = served;
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
