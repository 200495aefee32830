package io.xynergy.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that is rotated while requests are served. */
final class AccessLogRotationIT {

    private static final int ROTATIONS = 5;
    private static final int REQUESTS = 200;

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    AccessLogRotationIT() throws IOException {
        gateway = GatewayFixture.on(Lanes.Choice.THREAD).upstream(upstream).accessLog().start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Path file(String suffix) {
        return gateway.folder().resolve("access.log" + suffix);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noLineIsLostWhenTheFileIsMovedAway(boolean asked) throws IOException {
        RawClient client = gateway.connect();
        for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
            for (int i = 0; i < REQUESTS; i++) {
                client.send("GET /%d-%d HTTP/1.1\r\nHost: a\r\n\r\n".formatted(rotation, i)).read();
            }
            Files.move(file(""), file("." + rotation));
            if (asked) {
                gateway.gateway().reopenAccessLog();
            }
            Await.until("there is a new file", () -> Files.exists(file("")));
        }
        gateway.awaitMetric("xynergy_gateway_access_log_reopens_total{result=\"done\"}", ROTATIONS);
        List<String> wanted = new ArrayList<>();
        for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
            for (int i = 0; i < REQUESTS; i++) {
                wanted.add("/%d-%d".formatted(rotation, i));
            }
        }
        Await.until("all lines are written", () -> lines().size() == wanted.size());

        assertThat(lines().stream().map(line -> line.replaceAll(".*\"path\":\"([^\"]*)\".*", "$1")))
                .containsExactlyElementsOf(wanted);
        assertThat(gateway.metric("xynergy_gateway_access_log_dropped_total")).isZero();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        try {
            for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
                lines.addAll(Files.readAllLines(file("." + rotation)));
            }
            lines.addAll(Files.readAllLines(file("")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return lines;
    }
}
