package io.xynergy.bench;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestParser;
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

/** Time and garbage of reading one request head. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParseBenchmark {

    private final byte[] program = Heads.program("/api/v2/crm/contacts");
    private final byte[] browser = Heads.browser();
    private final RequestParser parser = new RequestParser(new RequestHead());

    /** A head of 3 fields. */
    @Benchmark
    public int program() {
        return parser.parse(program, 0, program.length);
    }

    /** A head of 16 fields and about 1.3 KB. */
    @Benchmark
    public int browser() {
        return parser.parse(browser, 0, browser.length);
    }
}
