package io.xynergy.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.HeaderEdits;
import io.xynergy.policy.compiled.GatewayConfig.Retry;
import io.xynergy.policy.compiled.GatewayConfig.RetryOn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RouteTest {

    @Test
    void targetsAreChosenByWeight() {
        Route route = route(target("crm", 1), target("billing", 0), target("audit", 3));
        int[] chosen = new int[3];

        for (int i = 0; i < 4_000; i++) {
            Target target = route.target((int) (i * (1L << 32) / 4_000));
            chosen[Objects.requireNonNull(target).service()]++;
        }

        assertThat(chosen).containsExactly(1_000, 0, 3_000);
    }

    @Test
    void theSmallestAndTheGreatestNumberChooseTheFirstAndTheLastTarget() {
        Route route = route(target("crm", 1), target("billing", 1));

        assertThat(route.target(0)).isEqualTo(route.targets().getFirst());
        assertThat(route.target(-1)).isEqualTo(route.targets().getLast());
    }

    @Test
    void aLeadingAndATrailingWeightOfZeroAreNeverChosen() {
        Route route = route(target("crm", 0), target("billing", 2), target("audit", 0));

        assertThat(route.target(0)).isEqualTo(route.targets().get(1));
        assertThat(route.target(-1)).isEqualTo(route.targets().get(1));
    }

    @Test
    void thereIsNoTargetWhenNoneHasAWeight() {
        assertThat(route(target("crm", 0)).target(7)).isNull();
    }

    @Test
    void refusesWeightsThatAddUpToTooMuch() {
        assertThatThrownBy(() -> route(target("crm", Integer.MAX_VALUE), target("billing", 1)))
                .hasMessageContaining("weights add up");
        assertThatThrownBy(() -> route(target("crm", -1))).hasMessageContaining("-1 is negative");
    }

    @Test
    void absentLimitsAreUnlimited() {
        Route route = route(target("crm", 1));

        assertThat(route.maxRequestBody()).isEqualTo(Route.UNLIMITED);
        assertThat(route.maxResponseBody()).isEqualTo(10L << 20);
    }

    @Test
    void editsOfATargetComeAfterThoseOfTheRoute() {
        HeaderEdits ofRoute =
                new HeaderEdits(List.of(), Map.of("X-A", "route", "X-B", "route"), Map.of());
        HeaderEdits ofTarget =
                new HeaderEdits(List.of(), Map.of("x-a", "target"), Map.of("X-B", "more"));
        GatewayConfig.Target target = new GatewayConfig.Target("crm", 1, ofTarget);
        Route route =
                only(new Configs.RouteBuilder("r").requestHeaders(ofRoute).targets(target).build());

        assertThat(route.targets().getFirst().requestEdits().lines())
                .asString()
                .isEqualTo("X-B: route\r\nx-a: target\r\nX-B: more\r\n");
    }

    @Test
    void retriesWhatThePolicyNames() {
        Retry retry =
                new Retry(
                        2,
                        List.of(RetryOn.RESET, RetryOn.STATUS),
                        List.of(502, 503),
                        List.of("POST"),
                        500L);
        RetryRule rule = only(new Configs.RouteBuilder("r").retry(retry).build()).retry();

        assertThat(rule.attempts()).isEqualTo(2);
        assertThat(rule.onConnectFailure()).isFalse();
        assertThat(rule.onReset()).isTrue();
        assertThat(rule.onStatus(503)).isTrue();
        assertThat(rule.onStatus(500)).isFalse();
        assertThat(rule.allows(RequestHeads.of("POST", "/"))).isTrue();
        assertThat(rule.allows(RequestHeads.of("GET", "/"))).isFalse();
        assertThat(rule.perTryTimeoutMillis()).isEqualTo(500);
    }

    @Test
    void retriesNoMethodWhereThePolicyNamesNone() {
        Retry retry = new Retry(1, List.of(RetryOn.RESET), List.of(503), List.of(), null);
        RetryRule rule = only(new Configs.RouteBuilder("r").retry(retry).build()).retry();

        assertThat(rule.allows(RequestHeads.of("GET", "/"))).isFalse();
        assertThat(rule.allows(RequestHeads.of("POST", "/"))).isFalse();
        assertThat(rule.onStatus(503)).isFalse();
    }

    private static GatewayConfig.Target target(String service, int weight) {
        return new GatewayConfig.Target(service, weight, HeaderEdits.NONE);
    }

    private static Route route(GatewayConfig.Target... targets) {
        return only(new Configs.RouteBuilder("r").targets(targets).build());
    }

    private static Route only(GatewayConfig.Route route) {
        return RouteTable.of(Configs.of(route)).routes().getFirst();
    }
}
