package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.NOTHING;
import static io.xynergy.gateway.routing.Configs.exact;
import static io.xynergy.gateway.routing.Configs.find;
import static io.xynergy.gateway.routing.Configs.prefix;
import static io.xynergy.gateway.routing.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.HeaderEdits;
import io.xynergy.policy.compiled.GatewayConfig.Target;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    @Test
    void findsNothingInAnEmptyTable() {
        assertThat(find(Configs.of(), get("/a"))).isEqualTo(NOTHING);
    }

    @Test
    void eachEntryUnderMatchIsEnough() {
        GatewayConfig config = Configs.of(route("either", exact("/a"), prefix("/b")));

        assertThat(find(config, get("/a"))).isEqualTo("either");
        assertThat(find(config, get("/b/c"))).isEqualTo("either");
        assertThat(find(config, get("/c"))).isEqualTo(NOTHING);
    }

    @Test
    void refusesARouteToAnUnknownServiceByName() {
        GatewayConfig config =
                Configs.of(
                        new Configs.RouteBuilder("lost")
                                .targets(new Target("crmm", 1, HeaderEdits.NONE))
                                .build());

        assertThatThrownBy(() -> RouteTable.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("route \"lost\": no service named \"crmm\"");
    }

    @Test
    void refusesAPathThatNoRequestCanHave() {
        assertThatThrownBy(() -> RouteTable.of(Configs.of(route("odd", exact("/a%zz")))))
                .hasMessageContaining("route \"odd\"")
                .hasMessageContaining("/a%zz");
    }

    private static RequestHead get(String target, String... fields) {
        return RequestHeads.of("GET", target, fields);
    }
}
