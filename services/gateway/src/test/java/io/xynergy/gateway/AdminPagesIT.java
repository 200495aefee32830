package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators and their tools read of a running gateway. */
@OnBothCarriers
final class AdminPagesIT {

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (" + NAME + ") .+");
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "("
                            + NAME
                            + ")(\\{(?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\]|\\\\.)*\",?)*})?"
                            + " (?:[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?|[+-]Inf|NaN)");

    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    AdminPagesIT(Lanes.Choice carrier) throws IOException {
        gateway = GatewayFixture.start(carrier, upstream);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/deep"})
    void healthIsJson(String path) throws IOException {
        Response response = gateway.admin(path);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.value("Content-Type")).startsWith("application/json");
        assertThat(response.text()).startsWith("{").contains("\"status\"");
    }

    @Test
    void metricsAreValidPrometheusText() throws IOException {
        try (RawClient client = gateway.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();
            client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").read();
        }
        Set<String> series = new HashSet<>();
        for (String line : gateway.metrics().split("\n")) {
            if (line.isEmpty() || COMMENT.matcher(line).matches() || line.equals("# EOF")) {
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as("line: %s", line).isTrue();
            assertThat(series.add(line.substring(0, line.lastIndexOf(' '))))
                    .as("twice: %s", line)
                    .isTrue();
        }
        assertThat(series).anyMatch(name -> name.startsWith("xynergy_gateway_"));
    }

    @Test
    void configSaysWhatIsInForceSinceWhen() throws IOException {
        Response response = gateway.admin("/config");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text())
                .matches(
                        "\\{\"digest\":\"[0-9a-f]{64}\",\"revision\":1,"
                                + "\"since\":\"[0-9T:.-]+Z\",\"source\":\"file\"\\}");
        assertThat(response.text()).contains(gateway.gateway().digest());
    }

    @Test
    void unknownPageIsNotFound() throws IOException {
        assertThat(gateway.admin("/nothing").status()).isEqualTo(404);
    }
}
