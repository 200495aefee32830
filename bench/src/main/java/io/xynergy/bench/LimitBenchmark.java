package io.xynergy.bench;

import io.xynergy.gateway.limits.Limit;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.limits.Quota;
import io.xynergy.policy.RateLimitSpec;
import io.xynergy.policy.compiled.RateLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What counting one request against one limit costs, with few callers and with many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LimitBenchmark {

    /** Callers in turn. */
    @Param({"1", "1000", "100000"})
    private int callers = 1;

    private final Limiter limiter = new Limiter(64 << 20);
    private final RateLimit settings =
            new RateLimit(
                    "each",
                    1_000_000,
                    1000,
                    1_000_000,
                    RateLimitSpec.By.USER,
                    null,
                    false,
                    RateLimitSpec.OnRedisDown.LOCAL,
                    null);
    private final Limit[] limits =
            limiter.limits("bench", List.of(settings)).values().toArray(Limit[]::new);
    private int next;

    /** One request of the next caller. */
    @Benchmark
    public Quota[] ask() {
        next = next + 1 == callers ? 0 : next + 1;
        byte[][] caller = {("user" + next).getBytes(StandardCharsets.US_ASCII)};
        return limiter.ask(limits, caller, System.nanoTime());
    }
}
