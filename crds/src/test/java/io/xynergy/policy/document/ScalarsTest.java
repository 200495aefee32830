package io.xynergy.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.Percent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms,500",
        "30s,30000",
        "1h30m,5400000",
        "720h,2592000000",
        "1m1m,120000",
        "0s,0",
        "99999h,359996400000"
    })
    void durationsAreGatewayApiDurations(String text, long millis) {
        assertThat(Quantities.duration(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "1.5s",
                "-1s",
                "1 s",
                "100000s",
                "1d",
                "1us",
                "1s1s1s1s1s",
                "1S"
            })
    void whatIsNoDurationIsNotOne(String text) {
        assertThat(Quantities.duration(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "1k,1000",
        "1M,1000000",
        "10Mi,10485760",
        "1.5Gi,1610612736",
        "0.1,1",
        "8191Pi,9222246136947933184"
    })
    void sizesAreKubernetesQuantities(String text, long bytes) {
        if (bytes < 1L << 62) {
            assertThat(Quantities.bytes(text)).isEqualTo(new ByteSize(bytes));
        } else {
            assertThat(Quantities.bytes(text)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "1 Mi", "1MB", "1mi", "500m", ".5", "1.", "Mi", "1e3", "1_000"})
    void whatIsNoSizeIsNotOne(String text) {
        assertThat(Quantities.bytes(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1,1000", "500m,500", "0.5,500", "0.0001,1", "2k,2000000"})
    void amountsOfCpuAreThousandths(String text, long millis) {
        assertThat(Quantities.cpu(text)).isEqualTo(new Cpu(millis));
    }

    @ParameterizedTest
    @CsvSource({"0%,0", "20%,2000", "0.5%,50", "99.99%,9999", "100%,10000"})
    void percentagesAreHundredths(String text, int hundredths) {
        assertThat(Quantities.percent(text)).isEqualTo(new Percent(hundredths));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "%", "101%", "100.5%", "-1%", "0.001%", "1 %"})
    void whatIsNoPercentageIsNotOne(String text) {
        assertThat(Quantities.percent(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "crmm,crm",
                "cmr,crm",
                "CRM,crm",
                "bilings,billing",
                "a,none",
                "other,none",
                "''," + "none"
            })
    void suggestsTheNearestName(String written, String near) {
        assertThat(Suggestion.nearest(written, List.of("crm", "billing", "analytics")))
                .isEqualTo(near);
    }

    @Test
    void quotedTextIsShortAndPrintable() {
        assertThat(Quote.of("a\"b\\c\n")).isEqualTo("\"a\\\"b\\\\c\\u000a\"");
        assertThat(Quote.of("x".repeat(1000))).hasSize(83);
    }

    @Test
    void pathsReadAsInTheDocument() {
        DocumentPath path =
                DocumentPath.ROOT.field("spec").field("routes").item(2).field("app.io/name");

        assertThat(path).hasToString("spec.routes[2][\"app.io/name\"]");
        assertThat(DocumentPath.ROOT).hasToString("");
    }
}
