package io.xynergy.bench;

import com.google.re2j.Pattern;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.pattern.PatternSet;
import io.xynergy.gateway.pattern.Patterns;
import io.xynergy.policy.pattern.LinearPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to find which of a policy's expressions match a path: by the gateway's automata, by RE2/J
 * and, where that ends, by Java's own matcher.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RegexBenchmark {

    /** One expression and a short path, a hundred of them, and the same with a path of 7 KiB. */
    @Param({"ONE", "HUNDRED", "HUNDRED_LONG"})
    private Case load = Case.ONE;

    private PatternSet[] sets = {};
    private Pattern[] library = {};
    private java.util.regex.Pattern[] backtracking = {};
    private byte[] bytes = {};
    private String path = "";

    /** What is matched with what. */
    public enum Case {
        ONE(1, 5),
        HUNDRED(100, 5),
        HUNDRED_LONG(100, 3_500);

        private final int expressions;
        private final int segments;

        Case(int expressions, int segments) {
            this.expressions = expressions;
            this.segments = segments;
        }

        private List<String> regexes() {
            return IntStream.range(0, expressions)
                    .mapToObj(i -> "/.*/[a-z]+/admin" + i + "/.*")
                    .toList();
        }

        private String path() {
            return "/x/y/" + "a/".repeat(segments) + "admin0/b";
        }
    }

    /** Compiles all. */
    @Setup
    public void prepare() {
        List<LinearPattern> patterns = load.regexes().stream().map(LinearPattern::of).toList();
        Patterns matchers = new Patterns();
        sets =
                IntStream.iterate(0, at -> at < patterns.size(), at -> at + PatternSet.MOST)
                        .mapToObj(at ->
                                matchers.set(
                                        patterns.subList(
                                                at,
                                                Math.min(patterns.size(), at + PatternSet.MOST))))
                        .toArray(PatternSet[]::new);
        matchers.seal();
        library = patterns.stream().map(LinearPattern::library).toArray(Pattern[]::new);
        backtracking =
                Stream.of(library)
                        .map(pattern -> java.util.regex.Pattern.compile(pattern.pattern()))
                        .toArray(java.util.regex.Pattern[]::new);
        path = load.path();
        bytes = path.getBytes(StandardCharsets.US_ASCII);
    }

    /** All expressions, as routes have them matched. */
    @Benchmark
    public long automata() {
        Effort effort = Effort.ofRequest();
        long matched = 0;
        for (PatternSet set : sets) {
            matched |= set.match(bytes, 0, bytes.length, effort);
        }
        return matched;
    }

    /** Each expression by RE2/J. */
    @Benchmark
    public int re2j() {
        int matched = 0;
        for (Pattern pattern : library) {
            matched += pattern.matcher(path).matches() ? 1 : 0;
        }
        return matched;
    }

    /** Each expression by Java's matcher, which has no bound on its steps. */
    @Benchmark
    public int java() {
        int matched = 0;
        for (java.util.regex.Pattern pattern : backtracking) {
            matched += pattern.matcher(path).matches() ? 1 : 0;
        }
        return matched;
    }
}
