package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.ANY;
import static io.xynergy.gateway.routing.Configs.NOTHING;
import static io.xynergy.gateway.routing.Configs.find;
import static io.xynergy.gateway.routing.Configs.header;
import static io.xynergy.gateway.routing.Configs.is;
import static io.xynergy.gateway.routing.Configs.matches;
import static io.xynergy.gateway.routing.Configs.methods;
import static io.xynergy.gateway.routing.Configs.present;
import static io.xynergy.gateway.routing.Configs.query;
import static io.xynergy.gateway.routing.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteConditionsTest {

    @Test
    void methodsAreComparedWithCase() {
        GatewayConfig config = Configs.of(route("get", methods(ANY, "GET", "HEAD")));

        assertThat(find(config, head("GET", "/"))).isEqualTo("get");
        assertThat(find(config, head("HEAD", "/"))).isEqualTo("get");
        assertThat(find(config, head("get", "/"))).isEqualTo(NOTHING);
        assertThat(find(config, head("GETX", "/"))).isEqualTo(NOTHING);
    }

    @Test
    void aMethodConditionComesBeforeHeaders() {
        Match headers = header(header(ANY, is("a", "1")), is("b", "2"));
        GatewayConfig config =
                Configs.of(route("headers", headers), route("method", methods(ANY, "GET")));

        assertThat(find(config, get("/", "a", "1", "b", "2"))).isEqualTo("method");
    }

    @Test
    void moreHeadersComeBeforeMoreQueryParameters() {
        Match parameters = query(query(ANY, is("x", "1")), is("y", "2"));
        GatewayConfig config =
                Configs.of(route("query", parameters), route("header", header(ANY, is("a", "1"))));

        assertThat(find(config, get("/?x=1&y=2", "a", "1"))).isEqualTo("header");
        assertThat(find(config, get("/?x=1&y=2", "a", "2"))).isEqualTo("query");
    }

    @Test
    void moreQueryParametersComeBeforeTheOrderOfThePolicy() {
        Match one = query(ANY, is("x", "1"));
        GatewayConfig config =
                Configs.of(route("one", one), route("two", query(one, is("y", "2"))));

        assertThat(find(config, get("/?x=1&y=2"))).isEqualTo("two");
        assertThat(find(config, get("/?x=1"))).isEqualTo("one");
    }

    @Test
    void theOrderOfThePolicyDecidesLast() {
        GatewayConfig config = Configs.of(route("first", ANY), route("second", ANY));

        assertThat(find(config, get("/"))).isEqualTo("first");
    }

    @Test
    void theOrderOfEntriesDecidesWithinARoute() {
        Match a = header(ANY, is("a", "1"));
        Match b = header(ANY, is("b", "1"));
        RouteTable table = RouteTable.of(Configs.of(route("two", a, b)));
        RouteMatch onlyB = Configs.find(table, get("/", "b", "1"));
        RouteMatch both = Configs.find(table, get("/", "b", "1", "a", "1"));

        assertThat(both).isNotNull().isNotSameAs(onlyB);
    }

    @ParameterizedTest
    @CsvSource({"x-tenant, true", "X-Tenant, true", "x-tenan, false", "x-tenant-id, false"})
    void headerNamesIgnoreCase(String name, boolean found) {
        GatewayConfig config = Configs.of(route("h", header(ANY, is("X-Tenant", "acme"))));

        assertThat(find(config, get("/", name, "acme")).equals("h")).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "acme ", "acm", ""})
    void headerValuesAreExact(String value) {
        GatewayConfig config = Configs.of(route("h", header(ANY, is("x-tenant", "acme"))));

        assertThat(find(config, get("/", "x-tenant", value))).isEqualTo(NOTHING);
    }

    @Test
    void aRepeatedHeaderMatchesByAnyOfItsLines() {
        GatewayConfig config = Configs.of(route("h", header(ANY, is("a", "2"))));

        assertThat(find(config, get("/", "a", "1", "b", "x", "A", "2"))).isEqualTo("h");
        assertThat(find(config, get("/", "a", "1", "A", "3"))).isEqualTo(NOTHING);
    }

    @Test
    void aRepeatedHeaderMatchesByItsJoinedLines() {
        GatewayConfig config = Configs.of(route("h", header(ANY, is("a", "1, 2, 3"))));

        assertThat(find(config, get("/", "a", "1", "b", "x", "A", "2", "a", "3"))).isEqualTo("h");
        assertThat(find(config, get("/", "a", "1, 2", "a", "3"))).isEqualTo("h");
        assertThat(find(config, get("/", "a", "1", "a", "2"))).isEqualTo(NOTHING);
        assertThat(find(config, get("/", "a", "1", "a", "2", "a", "34"))).isEqualTo(NOTHING);
        assertThat(find(config, get("/", "a", "1", "a", "23"))).isEqualTo(NOTHING);
    }

    @Test
    void headerRegexMatchesAWholeLineOrAllJoined() {
        GatewayConfig line = Configs.of(route("h", header(ANY, matches("a", "v[0-9]+"))));
        GatewayConfig joined = Configs.of(route("h", header(ANY, matches("a", "x, y"))));

        assertThat(find(line, get("/", "a", "no", "a", "v12"))).isEqualTo("h");
        assertThat(find(line, get("/", "a", "v12x"))).isEqualTo(NOTHING);
        assertThat(find(line, get("/"))).isEqualTo(NOTHING);
        assertThat(find(joined, get("/", "a", "x", "a", "y"))).isEqualTo("h");
    }

    @Test
    void headersMayHaveToBeThereOrNotThere() {
        GatewayConfig config =
                Configs.of(
                        route("there", header(ANY, present("a", true))),
                        route("absent", header(ANY, present("a", false))));

        assertThat(find(config, get("/", "A", ""))).isEqualTo("there");
        assertThat(find(config, get("/", "b", "1"))).isEqualTo("absent");
    }

    @Test
    void allHeaderConditionsMustHold() {
        Match two = header(header(ANY, is("a", "1")), is("b", "2"));
        GatewayConfig config = Configs.of(route("two", two));

        assertThat(find(config, get("/", "a", "1", "b", "2"))).isEqualTo("two");
        assertThat(find(config, get("/", "a", "1"))).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/?q=a%20b",
                "/?q=a+b",
                "/?x=1&q=a+b&y",
                "/?%71=a+b",
                "/?q=a%20b&q=c",
                "/?&q=a+b"
            })
    void queryParametersAreComparedDecoded(String target) {
        GatewayConfig config = Configs.of(route("q", query(ANY, is("q", "a b"))));

        assertThat(find(config, get(target))).isEqualTo("q");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?",
                "/?q",
                "/?q=",
                "/?q=a%2520b",
                "/?Q=a+b",
                "/?q=c&q=a+b",
                "/?q=a+bc",
                "/?q=a%2",
                "/?xq=a+b",
                "/?=a+b"
            })
    void otherQueryParametersDoNotMatch(String target) {
        GatewayConfig config = Configs.of(route("q", query(ANY, is("q", "a b"))));

        assertThat(find(config, get(target))).isEqualTo(NOTHING);
    }

    @Test
    void aPercentSignThatBeginsNoEscapeStandsForItself() {
        GatewayConfig config = Configs.of(route("q", query(ANY, is("q", "100%"))));

        assertThat(find(config, get("/?q=100%"))).isEqualTo("q");
        assertThat(find(config, get("/?q=100%25"))).isEqualTo("q");
    }

    @Test
    void queryParametersOutsideAsciiAreComparedAsUtf8() {
        GatewayConfig config = Configs.of(route("q", query(ANY, is("q", "\u00e9"))));

        assertThat(find(config, get("/?q=%C3%A9"))).isEqualTo("q");
    }

    @Test
    void queryRegexMatchesTheWholeDecodedValue() {
        GatewayConfig config = Configs.of(route("q", query(ANY, matches("q", "a b[0-9]"))));

        assertThat(find(config, get("/?q=a+b1"))).isEqualTo("q");
        assertThat(find(config, get("/?q=a+b12"))).isEqualTo(NOTHING);
    }

    @Test
    void queryParametersMayHaveToBeThereOrNotThere() {
        GatewayConfig config =
                Configs.of(
                        route("there", query(ANY, present("q", true))),
                        route("absent", query(ANY, present("q", false))));

        assertThat(find(config, get("/?q"))).isEqualTo("there");
        assertThat(find(config, get("/?q=1"))).isEqualTo("there");
        assertThat(find(config, get("/?p=q"))).isEqualTo("absent");
        assertThat(find(config, get("/"))).isEqualTo("absent");
    }

    private static RequestHead get(String target, String... fields) {
        return RequestHeads.of("GET", target, fields);
    }

    private static RequestHead head(String method, String target) {
        return RequestHeads.of(method, target);
    }
}
