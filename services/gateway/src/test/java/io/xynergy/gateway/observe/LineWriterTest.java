package io.xynergy.gateway.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineWriterTest {

    private final LineWriter lines = new LineWriter();

    @Test
    void writesAllFieldsOfARequestThatWasForwarded() {
        byte[] head = "GET /a/b?secret=1 HTTP/1.1".getBytes(UTF_8);
        byte[] id = "xx0af7yy".getBytes(UTF_8);
        AccessEntry entry =
                new AccessEntry()
                        .time(Instant.parse("2026-02-03T04:05:06.007Z").toEpochMilli())
                        .requestId(id, 2, 6)
                        .from(LogText.of("10.1.2.3:5"), LogText.of("HTTP/1.1"))
                        .method(head, 0, 3)
                        .path(head, 4, 8)
                        .status(503)
                        .bytes(12, 3_000_000_000L)
                        .duration(1234)
                        .route(LogText.of("orders"))
                        .caller(LogText.of("an\"n"), LogText.of("acme"))
                        .upstream(LogText.of("http://10.0.0.7:80"), 999, 1)
                        .failure(LogText.of("upstream_reset"));

        assertThat(line(entry))
                .isEqualTo(
                        "{\"time\":\"2026-02-03T04:05:06.007Z\",\"requestId\":\"0af7\","
                                + "\"client\":\"10.1.2.3:5\",\"method\":\"GET\",\"path\":\"/a/b\","
                                + "\"protocol\":\"HTTP/1.1\",\"status\":503,\"bytesIn\":12,"
                                + "\"bytesOut\":3000000000,\"durationMicros\":1234,"
                                + "\"route\":\"orders\",\"user\":\"an\\\"n\",\"tenant\":\"acme\","
                                + "\"upstream\":\"http://10.0.0.7:80\","
                                + "\"upstreamMicros\":999,\"retries\":1,"
                                + "\"failure\":\"upstream_reset\"}\n");
    }

    @Test
    void leavesOutWhatThereWasNot() {
        AccessEntry entry = new AccessEntry().status(200).route(LogText.of("left over")).clear();

        assertThat(line(entry))
                .isEqualTo(
                        "{\"time\":\"1970-01-01T00:00:00.000Z\",\"requestId\":\"\",\"client\":\"\","
                                + "\"method\":\"\",\"path\":\"\",\"protocol\":\"\",\"status\":0,"
                                + "\"bytesIn\":0,\"bytesOut\":0,\"durationMicros\":0}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-12-31T23:59:59.999Z",
                "2027-01-01T00:00:00.000Z",
                "1969-12-31T23:59:59.998Z",
                "2028-02-29T12:00:00.050Z"
            })
    void printsAnyTime(String time) {
        line(new AccessEntry().time(1));

        assertThat(line(new AccessEntry().time(Instant.parse(time).toEpochMilli())))
                .startsWith("{\"time\":\"" + time + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                9,
                10,
                99,
                100,
                1_000_000_007,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                -1,
                -10,
                Long.MIN_VALUE
            })
    void printsAnyNumber(long value) {
        assertThat(line(new AccessEntry().duration(value)))
                .endsWith("\"durationMicros\":" + value + "}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0x22, a\\\"b",
        "0x5c, a\\\\b",
        "0x0a, a\\u000ab",
        "0x00, a\\u0000b",
        "0x7f, a\\u007fb",
        "0xe9, a\\u00e9b",
        "0xff, a\\u00ffb",
        "0x7e, a~b"
    })
    void escapesBytesThatAreNotPlainAscii(int value, String shown) {
        byte[] bytes = {'a', (byte) value, 'b'};

        assertThat(line(new AccessEntry().path(bytes, 0, bytes.length)))
                .contains("\"path\":\"" + shown + "\",");
    }

    @Test
    void cutsWhatIsTooLong() {
        byte[] bytes = "p".repeat(5000).getBytes(UTF_8);
        AccessEntry entry = new AccessEntry().path(bytes, 0, 5000).method(bytes, 0, 5000);
        entry.requestId(bytes, 0, 5000).route(LogText.of("r".repeat(5000)));

        assertThat(line(entry))
                .contains("\"path\":\"" + "p".repeat(2048) + "\"")
                .contains("\"method\":\"" + "p".repeat(32) + "\"")
                .contains("\"requestId\":\"" + "p".repeat(128) + "\"")
                .contains("\"route\":\"" + "r".repeat(256) + "\"");
    }

    @Test
    void noEntryIsLongerThanItsBound() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            AccessEntry entry = randomEntry(random);

            String line = line(entry);

            assertThat(line.getBytes(UTF_8).length)
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(LineWriter.bound(entry))
                    .isLessThan(24 << 10);
            assertThat(line.indexOf('\n')).as("seed %d", seed).isEqualTo(line.length() - 1);
        }
    }

    private static AccessEntry randomEntry(Random random) {
        byte[] bytes = new byte[4096];
        random.nextBytes(bytes);
        int length = random.nextInt(4096);
        LogText text = LogText.of(new String(bytes, 0, random.nextInt(600), ISO_8859_1));
        return new AccessEntry()
                .time(random.nextLong(4_000_000_000_000L))
                .path(bytes, 0, length)
                .method(bytes, 0, length)
                .requestId(bytes, length, 4096)
                .from(text, text)
                .status(random.nextInt())
                .bytes(random.nextLong(), Long.MIN_VALUE)
                .duration(Long.MIN_VALUE)
                .route(text)
                .upstream(text, Long.MIN_VALUE, Integer.MIN_VALUE)
                .failure(text);
    }

    private String line(AccessEntry entry) {
        byte[] target = new byte[LineWriter.bound(entry) + 7];
        int end = lines.write(entry, target, 7);
        return new String(target, 7, end - 7, UTF_8);
    }
}
