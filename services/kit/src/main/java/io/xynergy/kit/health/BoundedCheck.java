package io.xynergy.kit.health;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A check that never has more than one run under way, whatever the number of askers.
 *
 * <p>A run that does not come back therefore costs one thread, not one per request.
 */
final class BoundedCheck {

    private static final Logger LOG = System.getLogger(BoundedCheck.class.getName());

    private final String name;
    private final boolean required;
    private final HealthCheck check;
    private final AtomicReference<FutureTask<CheckResult>> running = new AtomicReference<>();

    BoundedCheck(String name, boolean required, HealthCheck check) {
        this.name = name;
        this.required = required;
        this.check = check;
    }

    String name() {
        return name;
    }

    static HealthReport run(List<BoundedCheck> checks, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        var runs = new ArrayList<FutureTask<CheckResult>>(checks.size());
        for (BoundedCheck check : checks) {
            runs.add(check.start());
        }
        var entries = new ArrayList<HealthReport.Entry>(checks.size());
        for (int i = 0; i < checks.size(); i++) {
            BoundedCheck check = checks.get(i);
            CheckResult result = check.await(runs.get(i), deadline, bound);
            entries.add(new HealthReport.Entry(check.name, check.required, result));
        }
        return new HealthReport(entries);
    }

    /** The run under way, or a new one. */
    private FutureTask<CheckResult> start() {
        var fresh = new FutureTask<>(check::check);
        while (true) {
            FutureTask<CheckResult> current = running.get();
            if (current != null && !current.isDone()) {
                return current;
            }
            if (running.compareAndSet(current, fresh)) {
                Thread.ofVirtual().name("health-" + name).start(fresh);
                return fresh;
            }
        }
    }

    private CheckResult await(FutureTask<CheckResult> run, long deadline, Duration bound) {
        try {
            long left = Math.max(0, deadline - System.nanoTime());
            CheckResult result = run.get(left, TimeUnit.NANOSECONDS);
            return result == null ? CheckResult.down("the check gave no result") : result;
        } catch (TimeoutException _) {
            return CheckResult.down("no response within " + bound.toMillis() + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return CheckResult.down("interrupted");
        } catch (ExecutionException e) {
            LOG.log(Logger.Level.WARNING, () -> "health check " + name + " failed", e.getCause());
            return CheckResult.down("the check failed; the log says why");
        }
    }
}
