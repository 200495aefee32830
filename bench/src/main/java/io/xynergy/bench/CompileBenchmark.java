package io.xynergy.bench;

import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.policy.compiled.ConfigResult;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.Policies;
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

/** Time from a policy document to what serves it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CompileBenchmark {

    private final byte[] few = ManyRoutes.document(10);
    private final byte[] many = ManyRoutes.document(10_000);
    private final byte[] regexes = ManyRoutes.regexes(10_000);
    private final GatewayConfig compiledRegexes = ManyRoutes.compile(regexes);
    private final GatewayConfig compiled = ManyRoutes.compile(many);
    private final byte[] canonical = Policies.canonicalJson(compiled);

    /** From YAML to the canonical configuration and its digest, 10 routes. */
    @Benchmark
    public GatewayConfig policy10() {
        return ManyRoutes.compile(few);
    }

    /** From YAML to the canonical configuration and its digest, 10,000 routes. */
    @Benchmark
    public GatewayConfig policy10000() {
        return ManyRoutes.compile(many);
    }

    /** From canonical JSON, as it is delivered, to the configuration and its digest. */
    @Benchmark
    public ConfigResult config10000() {
        return Policies.readConfig(canonical);
    }

    /** From the configuration to the route table, 10,000 routes. */
    @Benchmark
    public RouteTable table10000() {
        return RouteTable.of(compiled);
    }

    /** From YAML to the canonical configuration, 10,000 routes by regular expressions. */
    @Benchmark
    public GatewayConfig regexPolicy10000() {
        return ManyRoutes.compile(regexes);
    }

    /** From the configuration to the route table, 10,000 routes by regular expressions. */
    @Benchmark
    public RouteTable regexTable10000() {
        return RouteTable.of(compiledRegexes);
    }
}
