package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.policy.compiled.GatewayConfig.Retry;
import io.xynergy.policy.compiled.GatewayConfig.RetryOn;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** When a request of a route may be sent again. */
public final class RetryRule {

    private final int attempts;
    private final boolean onConnectFailure;
    private final boolean onReset;
    private final BitSet statuses = new BitSet();
    private final byte[][] methods;
    private final @Nullable Long perTryTimeoutMillis;

    RetryRule(Retry retry) {
        this.attempts = retry.attempts();
        this.onConnectFailure = retry.on().contains(RetryOn.CONNECT_FAILURE);
        this.onReset = retry.on().contains(RetryOn.RESET);
        if (retry.on().contains(RetryOn.STATUS)) {
            retry.statuses().forEach(statuses::set);
        }
        this.methods = Bytes.of(retry.methods());
        this.perTryTimeoutMillis = retry.perTryTimeoutMillis();
    }

    /** Tries after the first. */
    public int attempts() {
        return attempts;
    }

    /** Whether to try again when no connection was made; safe for every method. */
    public boolean onConnectFailure() {
        return onConnectFailure;
    }

    /** Whether to try again when the upstream may have seen the request; see {@link #allows}. */
    public boolean onReset() {
        return onReset;
    }

    /** Whether to try again after a response of this status; see {@link #allows}. */
    public boolean onStatus(int status) {
        return statuses.get(status);
    }

    /** Whether the method may be repeated though the upstream may have acted on it. */
    public boolean allows(RequestHead head) {
        for (byte[] method : methods) {
            if (Ascii.equals(head.bytes(), head.methodStart(), head.methodEnd(), method)) {
                return true;
            }
        }
        return false;
    }

    /** The longest time for one try; null: as long as the route's timeout. */
    public @Nullable Long perTryTimeoutMillis() {
        return perTryTimeoutMillis;
    }
}
