package io.xynergy.bench;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.routing.RouteMatch;
import io.xynergy.gateway.routing.RouteTable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to find the route of a request among few and among many; each time another request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouteBenchmark {

    private final Lookups few = new Lookups(10, ManyRoutes.document(10));
    private final Lookups many = new Lookups(10_000, ManyRoutes.document(10_000));
    private final Lookups regexes = new Lookups(10_000, ManyRoutes.regexes(10_000));

    /** The policy has 10 routes. */
    @Benchmark
    public @Nullable RouteMatch routes10() {
        return few.next();
    }

    /** The policy has 10,000 routes. */
    @Benchmark
    public @Nullable RouteMatch routes10000() {
        return many.next();
    }

    /** The policy has 10,000 routes by regular expressions. */
    @Benchmark
    public @Nullable RouteMatch regexes10000() {
        return regexes.next();
    }

    /** The same number of different requests for each table, so that only the tables differ. */
    private static final class Lookups {

        private static final int REQUESTS = 1024;

        private final RouteTable table;
        private final RequestHead[] heads = new RequestHead[REQUESTS];
        private int at;

        Lookups(int routes, byte[] document) {
            table = RouteTable.of(ManyRoutes.compile(document));
            for (int i = 0; i < REQUESTS; i++) {
                int route = (int) ((long) i * routes / REQUESTS);
                heads[i] = Heads.parse(Heads.program(ManyRoutes.prefix(route) + "/4711"));
            }
        }

        @Nullable RouteMatch next() {
            at = (at + 1) % REQUESTS;
            return table.find(heads[at], table.effort());
        }
    }
}
