package io.xynergy.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.address.AddressBlocks;
import io.xynergy.gateway.http.RequestHeads;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken of the fields that trusted proxies send. */
final class ProxyReportTest {

    private static final AddressBlocks PROXIES =
            AddressBlocks.of(List.of("10.0.0.0/8", "fd00::/8"));

    private static ProxyReport read(String... fields) {
        return ProxyReport.read(RequestHeads.of("GET", "/", fields).fields(), PROXIES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2.3.4|1.2.3.4",
                "1.2.3.4:5555|1.2.3.4",
                "[2001:DB8::0:1]:443|2001:db8::1",
                "[2001:db8::1]|2001:db8::1",
                "2001:db8:0:0:0:0:0:1|2001:db8::1",
                "1.1.1.1, 2.2.2.2|2.2.2.2",
                "1.1.1.1, 2.2.2.2, 10.0.0.1|2.2.2.2, 10.0.0.1",
                "2.2.2.2,10.0.0.1:80 ,\t[fd00::1]:1|2.2.2.2, 10.0.0.1, fd00::1",
                "2.2.2.2, ::ffff:10.0.0.1|2.2.2.2, 10.0.0.1",
                "::ffff:2.2.2.2, [::ffff:a00:1]:9|2.2.2.2, 10.0.0.1",
                "10.0.0.1, 10.0.0.2|10.0.0.1, 10.0.0.2",
                "2.2.2.2, , 10.0.0.1,|2.2.2.2, 10.0.0.1",
                "2.2.2.2, unknown, 10.0.0.1|10.0.0.1",
                "2.2.2.2, 1, 10.0.0.1|10.0.0.1",
                "2.2.2.2, 010.0.0.1, 10.0.0.1|10.0.0.1",
                "2.2.2.2, for=10.0.0.2|''",
                "2.2.2.2, fe80::1%eth0|''",
                "2.2.2.2, \"10.0.0.1\"|''",
                "unknown|''",
                "2.2.2.2 10.0.0.1|''"
            })
    void hopsOfXForwardedForUpToTheClient(String value, String hops) {
        assertThat(String.join(", ", read("X-Forwarded-For", value).hops())).isEqualTo(hops);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=1.2.3.4|1.2.3.4",
                "For=\"1.2.3.4:5555\"|1.2.3.4",
                "for=1.2.3.4:5555|1.2.3.4",
                "for=\"[2001:db8::1]:_x\";by=10.0.0.1|2001:db8::1",
                "for=1.1.1.1, for=2.2.2.2;proto=https , FOR=10.0.0.1|2.2.2.2, 10.0.0.1",
                "for=\"1.1.1.1, for=2.2.2.2|2.2.2.2",
                "for=1.1.1.1;secret=\", for=2.2.2.2|2.2.2.2",
                "for=2.2.2.2, for=_hidden, for=10.0.0.1|10.0.0.1",
                "for=2.2.2.2, for=10.0.0.1;x=\"a,b\"|''",
                "for=2.2.2.2, proto=https|''",
                "for=2.2.2.2, for=10.0.0.1;for=3.3.3.3|''",
                "for=2.2.2.2, for=10.0.0.1;|''",
                "for=\"2.2.2.2\\\"|''",
                "2.2.2.2|''"
            })
    void hopsOfForwardedUpToTheClient(String value, String hops) {
        assertThat(String.join(", ", read("Forwarded", value).hops())).isEqualTo(hops);
    }

    @Test
    void forwardedCountsForNothingBesideXForwardedFor() {
        ProxyReport report =
                read(
                        "Forwarded",
                        "for=9.9.9.9;proto=https;host=evil",
                        "X-Forwarded-For",
                        "1.2.3.4");

        assertThat(report).isEqualTo(new ProxyReport(List.of("1.2.3.4"), null, null, 0));
    }

    @Test
    void schemeAndHostAreThoseThatTheClientAskedFor() {
        ProxyReport report =
                read(
                        "Forwarded",
                        "for=9.9.9.9;proto=http;host=evil, for=1.2.3.4;proto=HTTPS;host=\"a:8443\","
                                + " for=10.0.0.1;proto=http;host=inside");

        assertThat(report)
                .isEqualTo(new ProxyReport(List.of("1.2.3.4", "10.0.0.1"), true, "a:8443", 0));
    }

    @ParameterizedTest
    @CsvSource({
        "https, true",
        "HTTPS, true",
        "wss, true",
        "http, false",
        "ws, false",
        "'http, https', true",
        "'https, http', false",
        "ftp, ",
        "'', ",
        "'https;', "
    })
    void theLastSchemeCounts(String value, @Nullable Boolean secure) {
        assertThat(read("X-Forwarded-Proto", value).secure()).isEqualTo(secure);
    }

    @ParameterizedTest
    @CsvSource({
        "443, 443",
        "'80, 8443', 8443",
        "65535, 65535",
        "65536, 0",
        "0, 0",
        "-1, 0",
        "a, 0",
        "123456, 0",
        "'', 0"
    })
    void theLastPortCounts(String value, int port) {
        assertThat(read("X-Forwarded-Port", value).port()).isEqualTo(port);
    }

    @Test
    void thereIsABoundOnHops() {
        String many = "10.0.0.1, ".repeat(1000) + "10.0.0.2";

        assertThat(read("X-Forwarded-For", many).hops()).hasSize(32).endsWith("10.0.0.2");
    }

    /** Whatever stands to the left of the client changes nothing. */
    @Test
    void nothingThatAClientWritesCounts() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String alphabet = "0123456789abcdef.:[]%,;=\"\\ for=proto_";
        for (int i = 0; i < 5_000; i++) {
            var forged = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                forged.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<String> names = new ArrayList<>(List.of("X-Forwarded-For", "Forwarded"));
            for (String name : names) {
                String prefix = name.equals("Forwarded") ? "for=" : "";
                String proxied = prefix + "203.0.113.7, " + prefix + "10.0.0.1";

                assertThat(read(name, forged + ", " + proxied).hops())
                        .as("seed %d: %s", seed, forged)
                        .isEqualTo(List.of("203.0.113.7", "10.0.0.1"));
            }
        }
    }
}
