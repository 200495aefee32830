package io.xynergy.bench;

import io.xynergy.gateway.exchange.Action;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.exchange.RoutePlan;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What going through a plan costs beside what its steps do. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepsBenchmark {

    private final RoutePlan none = plan(List.of());

    /** Each lambda is a class of its own, as steps are. */
    private final RoutePlan six =
            plan(
                    List.of(
                            _ -> Decision.Pass.GO_ON,
                            _ -> Decision.Pass.GO_ON,
                            _ -> Decision.Pass.GO_ON,
                            _ -> Decision.Pass.GO_ON,
                            _ -> Decision.Pass.GO_ON,
                            _ -> Decision.Pass.GO_ON));

    private static RoutePlan plan(List<RequestStep> steps) {
        return new RoutePlan(steps, Action.Forward.TO_UPSTREAM, List.of());
    }

    /** A plan without steps. */
    @Benchmark
    @SuppressWarnings("NullAway") // no step looks at the exchange
    public Decision none() {
        return none.decide(null);
    }

    /** Six steps of six classes that do nothing. */
    @Benchmark
    @SuppressWarnings("NullAway") // no step looks at the exchange
    public Decision six() {
        return six.decide(null);
    }
}
