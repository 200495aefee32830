package io.xynergy.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.observe.GatewayCounters.CloseReason;
import io.xynergy.gateway.observe.GatewayCounters.PoolResult;
import io.xynergy.gateway.observe.GatewayCounters.Retry;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import java.io.OutputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayCountersTest {

    private static final String REQUESTS = "xynergy_gateway_requests_total";

    private final Meters meters = new Meters();
    private final GatewayCounters counters = new GatewayCounters(meters);

    @Test
    void requestsCountByRouteAndClassOfStatus() {
        RouteCounters route = counters.route("orders");
        route.finished(200, 700_000);
        route.finished(204, 700_000);
        route.finished(503, 40_000_000_000L);
        route.finished(0, 1);
        route.finished(999, 1);
        counters.noRoute().finished(404, 1);

        assertThat(meters.page(PageFormat.PROMETHEUS))
                .contains(REQUESTS + "{route=\"orders\",class=\"2xx\"} 2\n")
                .contains(REQUESTS + "{route=\"orders\",class=\"5xx\"} 1\n")
                .contains(REQUESTS + "{route=\"orders\",class=\"none\"} 2\n")
                .contains(REQUESTS + "{route=\"_none\",class=\"4xx\"} 1\n")
                .contains("request_duration_seconds_bucket{route=\"orders\",le=\"0.001\"} 4\n")
                .contains("request_duration_seconds_count{route=\"orders\"} 5\n");
        assertThat(route.finished()).isEqualTo(5);
    }

    @Test
    void aRouteKeepsItsCountersOverConfigurationsAndLeavesWithItsLast() {
        RouteCounters first = counters.route("orders");
        first.finished(200, 1);
        counters.noRoute().finished(404, 1);
        assertThat(counters.route("orders")).isSameAs(first);
        counters.route("other").finished(200, 1);

        counters.retainRoutes(Set.of("orders"));

        assertThat(meters.page(PageFormat.PROMETHEUS))
                .contains("{route=\"orders\",class=\"2xx\"} 1\n", "route=\"_none\"")
                .doesNotContain("other");
        assertThat(counters.route("other").finished()).isZero();
    }

    @Test
    void aRouteThatNobodyAskedForHasNoLines() {
        counters.route("orders");

        assertThat(meters.page(PageFormat.PROMETHEUS)).doesNotContain("orders");
    }

    @Test
    void everythingElseHasItsName() {
        counters.requestBegan();
        counters.requestBegan();
        counters.requestEnded();
        counters.connectionAccepted();
        counters.connectionAccepted();
        counters.connectionRejected();
        counters.connectionClosed(CloseReason.IDLE);
        counters.failed(FailureKind.HEAD_TOO_LARGE);
        counters.failed(FailureKind.UPSTREAM_HEAD_TIMEOUT);
        counters.pooled(PoolResult.STALE);
        counters.retried(Retry.DONE);
        counters.reloaded(17);
        counters.reloadRefused();
        counters.failed(FailureKind.UPSTREAM_RESET);
        counters.failed(FailureKind.UPSTREAM_RESET);

        assertThat(meters.page(PageFormat.PROMETHEUS))
                .contains(
                        "xynergy_gateway_requests_in_flight 1\n",
                        "xynergy_gateway_connections_open 1\n",
                        "xynergy_gateway_connections_accepted_total 2\n",
                        "xynergy_gateway_connections_rejected_total 1\n",
                        "xynergy_gateway_connections_closed_total{reason=\"idle\"} 1\n",
                        "xynergy_gateway_limits_hit_total{limit=\"headers\"} 1\n",
                        "xynergy_gateway_timeouts_total{phase=\"upstream_head\"} 1\n",
                        "xynergy_gateway_upstream_connections_total{result=\"stale\"} 1\n",
                        "xynergy_gateway_retries_total{result=\"done\"} 1\n",
                        "xynergy_gateway_reloads_total{result=\"ok\"} 1\n",
                        "xynergy_gateway_reloads_total{result=\"refused\"} 1\n",
                        "xynergy_gateway_config_revision 17\n",
                        "xynergy_gateway_failures_total{kind=\"upstream_reset\"} 2\n");
        assertThat(counters.requestsInFlight()).isEqualTo(1);
    }

    @Test
    void dropsOfTheAccessLogAreCounted() {
        AccessLog log = AccessLog.to(new AccessLogMode.All(), OutputStream.nullOutputStream());
        counters.watch(log);
        AccessLog.Shard shard = log.shard();
        log.close();
        shard.append(new AccessEntry());

        assertThat(meters.page(PageFormat.PROMETHEUS))
                .contains("xynergy_gateway_access_log_dropped_total 1\n");
    }
}
