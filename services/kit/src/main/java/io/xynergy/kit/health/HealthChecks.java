package io.xynergy.kit.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A process's checks in three groups.
 *
 * <p><i>Live</i>: does the process itself work; a failure is a reason to restart it. <i>Ready</i>:
 * should it be sent requests now. <i>Deep</i>: both, and every dependency by name. All checks of a
 * report run at the same time and within one bound.
 */
public final class HealthChecks {

    private final List<BoundedCheck> live = new CopyOnWriteArrayList<>();
    private final List<BoundedCheck> ready = new CopyOnWriteArrayList<>();
    private final List<BoundedCheck> dependencies = new CopyOnWriteArrayList<>();
    private final Duration bound;

    /** Checks that are given two seconds. */
    public HealthChecks() {
        this(Duration.ofSeconds(2));
    }

    /**
     * Checks with a given bound.
     *
     * @param bound longest time that a report waits for its checks
     */
    public HealthChecks(Duration bound) {
        this.bound = bound;
    }

    /** Adds a check whose failure is a reason to restart the process. */
    public HealthChecks addLive(String name, HealthCheck check) {
        live.add(new BoundedCheck(name, true, check));
        return this;
    }

    /** Adds a check whose failure takes the process out of rotation. */
    public HealthChecks addReady(String name, HealthCheck check) {
        ready.add(new BoundedCheck(name, true, check));
        return this;
    }

    /**
     * Adds a dependency, which only {@link #deep} looks at.
     *
     * @param required whether nothing works without it
     */
    public HealthChecks addDependency(String name, boolean required, HealthCheck check) {
        dependencies.add(new BoundedCheck(name, required, check));
        return this;
    }

    /** Forgets a dependency that the process no longer has. */
    public HealthChecks removeDependency(String name) {
        dependencies.removeIf(check -> check.name().equals(name));
        return this;
    }

    /** The process itself. */
    public HealthReport live() {
        return BoundedCheck.run(live, bound);
    }

    /** Whether requests should be sent here. */
    public HealthReport ready() {
        return BoundedCheck.run(ready, bound);
    }

    /** The short response for load balancers: live and ready. */
    public HealthReport summary() {
        return BoundedCheck.run(concat(live, ready), bound);
    }

    /** Everything, with each dependency. */
    public HealthReport deep() {
        return BoundedCheck.run(concat(concat(live, ready), dependencies), bound);
    }

    private static List<BoundedCheck> concat(List<BoundedCheck> first, List<BoundedCheck> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
