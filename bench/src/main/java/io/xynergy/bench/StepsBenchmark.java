package io.xynergy.bench;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.exchange.RequestSteps;
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

    private final RequestSteps none = new RequestSteps(List.of());

    private final RequestSteps six =
            new RequestSteps(
                    List.of(
                            new First(),
                            new Second(),
                            new Third(),
                            new Fourth(),
                            new Fifth(),
                            new Sixth()));

    /** Lets all pass. */
    private abstract static class Nothing implements RequestStep {

        @Override
        public Decision decide(Exchange exchange) {
            return Decision.Pass.GO_ON;
        }

        @Override
        public List<String> reasons(Exchange exchange) {
            return List.of();
        }
    }

    private static final class First extends Nothing {}

    private static final class Second extends Nothing {}

    private static final class Third extends Nothing {}

    private static final class Fourth extends Nothing {}

    private static final class Fifth extends Nothing {}

    private static final class Sixth extends Nothing {}

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
