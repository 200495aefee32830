package io.xynergy.gateway.limits;

import java.util.concurrent.atomic.LongAdder;

/** What has become of requests with limits. */
public final class LimitCounters {

    private final LongAdder refused = new LongAdder();
    private final LongAdder shadowed = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private final LongAdder leased = new LongAdder();
    private final LongAdder remembered = new LongAdder();
    private final LongAdder waited = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder uncounted = new LongAdder();

    LimitCounters() {}

    void refused() {
        refused.increment();
    }

    void shadowed(long requests) {
        shadowed.add(requests);
    }

    void denied() {
        denied.increment();
    }

    void leased() {
        leased.increment();
    }

    void remembered() {
        remembered.increment();
    }

    void waited() {
        waited.increment();
    }

    void late() {
        late.increment();
    }

    void uncounted() {
        uncounted.increment();
    }

    /** Requests that were over a limit. */
    public long refusals() {
        return refused.sum();
    }

    /** Requests that a shadow let through over its limit. */
    public long overShadows() {
        return shadowed.sum();
    }

    /** Requests refused because the shared count could not be reached. */
    public long denials() {
        return denied.sum();
    }

    /** Times that a unit was here already. */
    public long fromLeases() {
        return leased.sum();
    }

    /** Requests refused by what the process remembers, without asking. */
    public long fromMemory() {
        return remembered.sum();
    }

    /** Times that a request waited for the shared count. */
    public long waits() {
        return waited.sum();
    }

    /** Of those, in vain. */
    public long waitsInVain() {
        return late.sum();
    }

    /**
     * Times that this process's own share decided because the shared count could not be reached.
     */
    public long byShare() {
        return uncounted.sum();
    }
}
