package io.xynergy.kit.metrics;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases of promlint's own test (client_golang), and ours. */
class MetricNameTest {

    private final Meters meters = new Meters();

    private void publish(String kind, String name, String help, Labels labels) {
        switch (kind) {
            case "counter" -> meters.counter(name, help, labels, () -> 1);
            case "gauge" -> meters.gauge(name, help, labels, () -> 1);
            default -> meters.histogram(name, help, labels, Histogram.ofLatency());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "counter, xynergy_test_total",
        "counter, process_cpu_seconds_total",
        "counter, x_received_bytes_total",
        "gauge, temperature_celsius",
        "gauge, x_bytes",
        "gauge, process_open_fds",
        "gauge, x_millions",
        "gauge, config_not_after_seconds",
        "gauge, counters_open",
        "histogram, request_duration_seconds"
    })
    void nameThatPrometheusLikesIsPublished(String kind, String name) {
        assertThatCode(() -> publish(kind, name, "Tests", Labels.of("route", "a")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "counter | xynergy_test | a counter's name ends in _total",
                "gauge | xynergy_test_total | a counter's name ends in _total, and no other",
                "histogram | t_seconds_total | a counter's name ends in _total, and no other",
                "histogram | t_bytes | a histogram's name ends in _seconds",
                "gauge | thread_count | ends in _count",
                "gauge | x_sum | ends in _sum",
                "gauge | x_bucket | ends in _bucket",
                "gauge | memory_usedHeap_bytes | lower case",
                "gauge | Memory | lower case",
                "gauge | job:memory_bytes:rate | lower case",
                "gauge | 1x | lower case",
                "gauge | x__y | lower case",
                "gauge | x_ | lower case",
                "gauge | '' | lower case",
                "gauge | x_gauge | has its type",
                "gauge | x_gauge_y | has its type",
                "counter | x_counter_total | has its type",
                "histogram | x_histogram_seconds | has its type",
                "gauge | x_milliseconds | milliseconds is no base unit",
                "gauge | x_days | days is no base unit",
                "gauge | x_mebibytes_used | mebibytes is no base unit",
                "counter | x_kilobits_total | kilobits is no base unit",
                "gauge | latency_ms | ms is an abbreviated unit",
                "counter | size_mb_total | mb is an abbreviated unit",
                "gauge | x_sec_y | sec is an abbreviated unit"
            })
    void nameThatPrometheusComplainsAboutIsRefused(String kind, String name, String reason) {
        assertThatThrownBy(() -> publish(kind, name, "Tests", Labels.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metric " + name + ": ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"le", "quantile", "httpCode"})
    void labelThatIsReservedOrHasCapitalsIsRefused(String label) {
        assertThatThrownBy(() -> publish("gauge", "x", "Tests", Labels.of(label, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label " + label);
    }

    @Test
    void metricWithoutHelpIsRefused() {
        assertThatThrownBy(() -> publish("gauge", "x", " ", Labels.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metric x: has no help text");
    }
}
