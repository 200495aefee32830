package io.xynergy.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | PROMETHEUS",
                "*/* | PROMETHEUS",
                "text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | PROMETHEUS",
                "application/openmetrics-text | OPEN_METRICS",
                "application/openmetrics-text; version=1.0.0 | OPEN_METRICS",
                "Application/OpenMetrics-Text; Version=\"1.0.0\"; charset=utf-8 | OPEN_METRICS",
                // of Prometheus 2
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
                        + "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
                        + " | OPEN_METRICS",
                // of Prometheus 3
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4 | OPEN_METRICS",
                "application/openmetrics-text;version=0.0.1 | PROMETHEUS",
                "application/openmetrics-text;q=0,*/* | PROMETHEUS",
                "application/openmetrics-text;q=0.0 | PROMETHEUS",
                "application/openmetrics-textual | PROMETHEUS",
                ";;,,; | PROMETHEUS"
            })
    void formatIsTheOneThatIsAskedFor(String accept, PageFormat format) {
        assertThat(PageFormat.of(accept)).isEqualTo(format);
    }
}
