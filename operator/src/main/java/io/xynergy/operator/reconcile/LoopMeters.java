package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.xynergy.kit.metrics.Histogram;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the loop's passes, for all policies together: a series a policy would have no bound. */
final class LoopMeters implements Metrics {

    private final LongAdder events = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Histogram passes = Histogram.ofLatency();

    LoopMeters(Meters meters) {
        meters.counter(
                "xynergy_operator_wakeups_total",
                "Events that woke the loop up",
                Labels.none(),
                events::sum);
        meters.counter(
                "xynergy_operator_failed_passes_total",
                "Passes that failed and are tried again",
                Labels.none(),
                failures::sum);
        meters.histogram(
                "xynergy_operator_pass_duration_seconds",
                "Time of one pass",
                Labels.none(),
                passes);
    }

    /** Passes so far. */
    long passes() {
        return passes.count();
    }

    @Override
    public void receivedEvent(Event event, Map<String, Object> metadata) {
        events.increment();
    }

    @Override
    public void failedReconciliation(
            HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        failures.increment();
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        long start = System.nanoTime();
        try {
            return execution.execute();
        } finally {
            passes.record(System.nanoTime() - start);
        }
    }
}
