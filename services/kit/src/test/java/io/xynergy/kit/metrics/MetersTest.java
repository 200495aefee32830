package io.xynergy.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final Meters meters = new Meters();

    @Test
    void printsFamiliesByNameAndValuesOfTheMoment() {
        var adder = new LongAdder();
        meters.counter("bees_total", "Bees", Labels.of("kind", "2xx"), adder::sum);
        meters.counter("bees_total", "Bees", Labels.of("kind", "5xx"), () -> 7);
        meters.gauge("apples_bytes", "Apples", Labels.none(), () -> 0.25);
        adder.add(3);

        assertThat(own())
                .isEqualTo(
                        """
                        # HELP apples_bytes Apples
                        # TYPE apples_bytes gauge
                        apples_bytes 0.25
                        # HELP bees_total Bees
                        # TYPE bees_total counter
                        bees_total{kind="2xx"} 3
                        bees_total{kind="5xx"} 7
                        """);
    }

    @Test
    void escapesLabelValuesAndHelp() {
        meters.gauge("g", "back\\slash\nline", Labels.of("a", "q\"b\\c\nd"), () -> 1);

        assertThat(own())
                .contains("# HELP g back\\\\slash\\nline\n", "g{a=\"q\\\"b\\\\c\\nd\"} 1\n");
    }

    @Test
    void printsSpecialNumbersAsPrometheusReadsThem() {
        meters.gauge("one", "Tests", Labels.none(), () -> Double.NaN);
        meters.gauge("two", "Tests", Labels.none(), () -> Double.POSITIVE_INFINITY);
        meters.gauge("three", "Tests", Labels.none(), () -> 1e18);
        meters.gauge("four", "Tests", Labels.none(), () -> -2);

        assertThat(own()).contains("one NaN\n", "two +Inf\n", "three 1.0E18\n", "four -2\n");
    }

    @Test
    void aHistogramIsCumulativeAndEndsInInfinity() {
        var histogram = Histogram.withMicros(1_000, 2_000_000);
        meters.histogram("t_seconds", "Times", Labels.of("r", "x"), histogram);
        histogram.record(1_000_000);
        histogram.record(1_000_001);
        histogram.record(3_000_000_000L);
        histogram.record(-5);

        assertThat(own())
                .isEqualTo(
                        """
                        # HELP t_seconds Times
                        # TYPE t_seconds histogram
                        t_seconds_bucket{r="x",le="0.001"} 2
                        t_seconds_bucket{r="x",le="2"} 3
                        t_seconds_bucket{r="x",le="+Inf"} 4
                        t_seconds_sum{r="x"} 3.002000001
                        t_seconds_count{r="x"} 4
                        """);
    }

    @Test
    void aClosedMeterLeavesThePage() {
        Meter first = meters.counter("x_total", "Tests", Labels.of("r", "1"), () -> 1);
        Meter second = meters.counter("x_total", "Tests", Labels.of("r", "2"), () -> 2);

        first.close();
        first.close();
        assertThat(own()).contains("r=\"2\"").doesNotContain("r=\"1\"");

        second.close();
        assertThat(own()).isEmpty();
    }

    @Test
    void whatIsOverTheBudgetIsAddedUpAndCounted() {
        var small = new Meters(3);
        small.counter("x_total", "Tests", Labels.of("r", "1"), () -> 1);
        Meter second = small.counter("x_total", "Tests", Labels.of("r", "2"), () -> 2);
        Meter third = small.counter("x_total", "Tests", Labels.of("r", "3"), () -> 30);
        small.counter("x_total", "Tests", Labels.of("r", "4"), () -> 400);
        assertThat(small.page(PageFormat.PROMETHEUS))
                .contains("x_total{r=\"2\"} 2\n", "x_total{r=\"_overflow\"} 430\n")
                .contains("xynergy_meters_overflowed_total 2\n")
                .doesNotContain("r=\"3\"");

        third.close();
        second.close();
        small.counter("x_total", "Tests", Labels.of("r", "5"), () -> 5);
        assertThat(small.page(PageFormat.PROMETHEUS))
                .contains("x_total{r=\"_overflow\"} 400\n", "x_total{r=\"5\"} 5\n");
    }

    @Test
    void histogramsOverTheBudgetAreAddedUp() {
        var small = new Meters(1);
        var first = Histogram.withMicros(1);
        var second = Histogram.withMicros(1);
        small.histogram("t_seconds", "Tests", Labels.of("r", "1"), first);
        small.histogram("t_seconds", "Tests", Labels.of("r", "2"), second);
        first.record(1);
        second.record(2_000);

        assertThat(small.page(PageFormat.PROMETHEUS))
                .contains(
                        "t_seconds_bucket{r=\"_overflow\",le=\"1.0E-6\"} 1\n",
                        "t_seconds_count{r=\"_overflow\"} 2\n");
    }

    @Test
    void refusesWhatPrometheusWouldNotRead() {
        meters.counter("x_total", "Tests", Labels.of("r", "1"), () -> 1);

        refused(() -> meters.counter("x_total", "Tests", Labels.of("r", "1"), () -> 1), "exists");
        refused(
                () -> meters.counter("x_total", "Tests", Labels.of("q", "1"), () -> 1),
                "labels [r]");
        refused(() -> meters.gauge("x_total", "Tests", Labels.of("r", "2"), () -> 1), "COUNTER");
        refused(() -> Labels.of("a"), "without a value");
        refused(() -> Labels.of("a-b", "1"), "a-b");
        refused(() -> Labels.of("a", "1", "a", "2"), "twice");
        refused(() -> Histogram.withMicros(2, 2), "index 1");
    }

    @Test
    void histogramsOfAFamilyHaveTheSameBounds() {
        meters.histogram("t_seconds", "Tests", Labels.of("r", "1"), Histogram.withMicros(1));

        refused(
                () ->
                        meters.histogram(
                                "t_seconds", "Tests", Labels.of("r", "2"), Histogram.withMicros(2)),
                "other bounds");
    }

    @Test
    void theProcessTellsAboutItself() {
        ProcessMeters.publish(meters);

        assertThat(meters.page(PageFormat.PROMETHEUS).lines())
                .anyMatch(line -> line.matches("process_cpu_seconds_total 0*[0-9.]+"))
                .anyMatch(line -> line.matches("process_open_fds [1-9][0-9]*"))
                .anyMatch(line -> line.matches("process_resident_memory_bytes [1-9][0-9]+"))
                .anyMatch(line -> line.matches("jvm_memory_used_bytes\\{area=\"heap\"} [1-9].*"))
                .anyMatch(line -> line.matches("jvm_threads_current [1-9][0-9]*"))
                .anyMatch(line -> line.matches("jvm_classes_loaded_total [1-9][0-9]*"))
                .anyMatch(line -> line.matches("process_max_fds [1-9][0-9.E]*"))
                .anyMatch(line -> line.matches("jvm_buffer_pool_used_bytes\\{pool=.direct.} .*"))
                .noneMatch(line -> line.endsWith(" NaN"));
    }

    @Test
    void openMetricsNamesFamiliesOfCountersWithoutTheirSuffixAndEnds() {
        var histogram = Histogram.withMicros(2_000_000);
        meters.histogram("t_seconds", "Times", Labels.none(), histogram);
        meters.counter("bees_total", "\"Bees\"", Labels.of("kind", "2xx"), () -> 3);

        assertThat(meters.page(PageFormat.OPEN_METRICS))
                .isEqualTo(
                        """
                        # HELP bees \\"Bees\\"
                        # TYPE bees counter
                        bees_total{kind="2xx"} 3
                        # HELP t_seconds Times
                        # TYPE t_seconds histogram
                        t_seconds_bucket{le="2.0"} 0
                        t_seconds_bucket{le="+Inf"} 0
                        t_seconds_sum 0
                        t_seconds_count 0
                        # HELP xynergy_meters_overflowed \
                        Series that were added up in an overflow series for want of budget
                        # TYPE xynergy_meters_overflowed counter
                        xynergy_meters_overflowed_total 0
                        # EOF
                        """);
    }

    private static void refused(Runnable registration, String reason) {
        assertThatThrownBy(registration::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    /** The page without the line about the budget, which sorts last. */
    private String own() {
        int start = meters.page(PageFormat.PROMETHEUS).indexOf("# HELP xynergy_meters");
        return meters.page(PageFormat.PROMETHEUS).substring(0, start);
    }
}
