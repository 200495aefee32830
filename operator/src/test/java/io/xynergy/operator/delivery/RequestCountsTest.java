package io.xynergy.operator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestCountsTest {

    @Test
    void requestsOfAllRoutesAreAddedAndServerErrorsAmongThem() {
        String page =
                """
                # TYPE xynergy_gateway_requests_total counter
                xynergy_gateway_requests_total{route="a",class="2xx"} 90
                xynergy_gateway_requests_total{route="a",class="5xx"} 4
                xynergy_gateway_requests_total{route="b",class="4xx"} 5
                xynergy_gateway_requests_total{class="5xx",route="b"} 1.0
                xynergy_gateway_requests_total_of_others{class="5xx"} 7
                """;

        assertThat(RequestCounts.of(page.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new RequestCounts(100, 5));
    }

    @Test
    void pageWithoutThemHasNone() {
        for (String page : new String[] {"", "xynergy_gateway_requests_total{", "\n}\n"}) {
            assertThat(RequestCounts.of(page.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new RequestCounts(0, 0));
        }
    }
}
