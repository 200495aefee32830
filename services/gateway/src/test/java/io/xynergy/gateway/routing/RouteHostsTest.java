package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.ANY;
import static io.xynergy.gateway.routing.Configs.NOTHING;
import static io.xynergy.gateway.routing.Configs.exact;
import static io.xynergy.gateway.routing.Configs.find;
import static io.xynergy.gateway.routing.Configs.hosts;
import static io.xynergy.gateway.routing.Configs.prefix;
import static io.xynergy.gateway.routing.Configs.regex;
import static io.xynergy.gateway.routing.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteHostsTest {

    private final GatewayConfig config =
            Configs.of(
                    route("any", prefix("/")),
                    route("wide", hosts(prefix("/"), "*.example.com")),
                    route("narrow", hosts(prefix("/"), "*.eu.example.com")),
                    route("exact", hosts(prefix("/"), "a.eu.example.com")));

    @ParameterizedTest
    @CsvSource({
        "a.eu.example.com, exact",
        "b.eu.example.com, narrow",
        "c.b.eu.example.com, narrow",
        "eu.example.com, wide",
        "x.y.example.com, wide",
        "example.com, any",
        "xexample.com, any",
        ".example.com, any",
        "com, any",
        "other.org, any"
    })
    void theMostSpecificHostComesFirst(String host, String route) {
        assertThat(find(config, get("/", "host", host))).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A.Eu.EXAMPLE.com",
                "a.eu.example.com.",
                "a.eu.example.com:8080",
                "A.EU.example.COM.:80"
            })
    void caseTrailingDotAndPortDoNotCount(String host) {
        assertThat(find(config, get("/", "host", host))).isEqualTo("exact");
    }

    @Test
    void hostsOfThePolicyIgnoreCaseToo() {
        GatewayConfig upper = Configs.of(route("a", hosts(ANY, "API.Example.com", "*.X.org")));

        assertThat(find(upper, get("/", "host", "api.example.com"))).isEqualTo("a");
        assertThat(find(upper, get("/", "host", "b.x.org"))).isEqualTo("a");
    }

    @Test
    void hostComesBeforePath() {
        GatewayConfig paths =
                Configs.of(
                        route("path", exact("/a/b")),
                        route("wide", hosts(exact("/a/b"), "*.example.com")),
                        route("host", hosts(prefix("/a"), "a.example.com")),
                        route("regex", hosts(regex("/r/.*"), "a.example.com")),
                        route("less", prefix("/r/x")));

        assertThat(find(paths, get("/a/b", "host", "a.example.com"))).isEqualTo("host");
        assertThat(find(paths, get("/a/b", "host", "b.example.com"))).isEqualTo("wide");
        assertThat(find(paths, get("/a/b", "host", "b.org"))).isEqualTo("path");
        assertThat(find(paths, get("/r/x", "host", "a.example.com"))).isEqualTo("regex");
    }

    @Test
    void aHostWithoutAMatchingRouteYieldsToLessSpecificOnes() {
        GatewayConfig paths =
                Configs.of(
                        route("any", prefix("/any")),
                        route("wide", hosts(prefix("/wide"), "*.example.com")),
                        route("exact", hosts(prefix("/exact"), "a.b.example.com")));
        String host = "a.b.example.com";

        assertThat(find(paths, get("/exact", "host", host))).isEqualTo("exact");
        assertThat(find(paths, get("/wide", "host", host))).isEqualTo("wide");
        assertThat(find(paths, get("/any", "host", host))).isEqualTo("any");
        assertThat(find(paths, get("/none", "host", host))).isEqualTo(NOTHING);
    }

    @Test
    void eachOfSeveralHostsIsEnough() {
        GatewayConfig several = Configs.of(route("x", hosts(ANY, "a.org", "*.b.org")));

        assertThat(find(several, get("/", "host", "a.org"))).isEqualTo("x");
        assertThat(find(several, get("/", "host", "c.b.org"))).isEqualTo("x");
        assertThat(find(several, get("/", "host", "b.org"))).isEqualTo(NOTHING);
        assertThat(find(several, get("/"))).isEqualTo(NOTHING);
    }

    @Test
    void aHostLongerThanAnyOfThePolicyIsStillMatchedByAWildcard() {
        String host = "a.".repeat(3_000) + "example.com";

        assertThat(find(config, get("/", "host", host))).isEqualTo("wide");
    }

    private static RequestHead get(String target, String... fields) {
        return RequestHeads.of("GET", target, fields);
    }
}
