package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.ANY;
import static io.xynergy.gateway.routing.Configs.exact;
import static io.xynergy.gateway.routing.Configs.header;
import static io.xynergy.gateway.routing.Configs.hosts;
import static io.xynergy.gateway.routing.Configs.is;
import static io.xynergy.gateway.routing.Configs.matches;
import static io.xynergy.gateway.routing.Configs.methods;
import static io.xynergy.gateway.routing.Configs.prefix;
import static io.xynergy.gateway.routing.Configs.present;
import static io.xynergy.gateway.routing.Configs.query;
import static io.xynergy.gateway.routing.Configs.regex;
import static io.xynergy.gateway.routing.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.HeaderEdits;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import io.xynergy.policy.compiled.GatewayConfig.Target;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

    private static final String NOTHING = "nothing";

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

    @Nested
    class Paths {

        @ParameterizedTest
        @ValueSource(strings = {"/api", "/api/", "/api/x", "/api/x/y"})
        void prefixMatchesWholeElements(String path) {
            assertThat(find(Configs.of(route("api", prefix("/api"))), get(path))).isEqualTo("api");
            assertThat(find(Configs.of(route("api", prefix("/api/"))), get(path))).isEqualTo("api");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/apix", "/ap", "/", "/API", "/x/api", "/api%2Fx", "/api;x"})
        void prefixMatchesNothingElse(String path) {
            assertThat(find(Configs.of(route("api", prefix("/api"))), get(path)))
                    .isEqualTo(NOTHING);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/a", "/a/b/"})
        void theRootPrefixAndNoPathMatchEverything(String path) {
            assertThat(find(Configs.of(route("all", prefix("/"))), get(path))).isEqualTo("all");
            assertThat(find(Configs.of(route("all", ANY)), get(path))).isEqualTo("all");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/a/", "/a/b", "/", "/A"})
        void exactPathMatchesOnlyItself(String path) {
            GatewayConfig config = Configs.of(route("a", exact("/a")));

            assertThat(find(config, get(path))).isEqualTo(NOTHING);
            assertThat(find(config, get("/a?x=1"))).isEqualTo("a");
        }

        @Test
        void exactPathComesBeforePrefix() {
            GatewayConfig config =
                    Configs.of(route("prefix", prefix("/a/b")), route("exact", exact("/a/b")));

            assertThat(find(config, get("/a/b"))).isEqualTo("exact");
            assertThat(find(config, get("/a/b/"))).isEqualTo("prefix");
        }

        @Test
        void longestPrefixComesFirst() {
            GatewayConfig config =
                    Configs.of(
                            route("root", prefix("/")),
                            route("short", prefix("/a")),
                            route("long", prefix("/a/b/c")),
                            route("middle", prefix("/a/b")));

            assertThat(find(config, get("/a/b/c/d"))).isEqualTo("long");
            assertThat(find(config, get("/a/b/cd"))).isEqualTo("middle");
            assertThat(find(config, get("/a/bc"))).isEqualTo("short");
            assertThat(find(config, get("/ab"))).isEqualTo("root");
        }

        @Test
        void prefixComesBeforeRegex() {
            GatewayConfig config =
                    Configs.of(route("regex", regex("/a/[0-9]+")), route("prefix", prefix("/a")));

            assertThat(find(config, get("/a/1"))).isEqualTo("prefix");
        }

        @Test
        void aLessSpecificPathTakesWhatTheMoreSpecificOneDoesNot() {
            GatewayConfig config =
                    Configs.of(
                            route("exact", methods(exact("/a/b"), "PUT")),
                            route("long", methods(prefix("/a/b"), "POST")),
                            route("short", methods(prefix("/a"), "GET", "HEAD")),
                            route("regex", regex("/a/.*")));

            assertThat(find(config, head("PUT", "/a/b"))).isEqualTo("exact");
            assertThat(find(config, head("POST", "/a/b"))).isEqualTo("long");
            assertThat(find(config, head("GET", "/a/b"))).isEqualTo("short");
            assertThat(find(config, head("DELETE", "/a/b"))).isEqualTo("regex");
        }

        @Test
        void regexMatchesTheWholePath() {
            GatewayConfig config = Configs.of(route("item", regex("/items/[0-9]+")));

            assertThat(find(config, get("/items/42"))).isEqualTo("item");
            assertThat(find(config, get("/items/42/"))).isEqualTo(NOTHING);
            assertThat(find(config, get("/x/items/42"))).isEqualTo(NOTHING);
        }

        @Test
        void regexesAreTriedInPrecedenceOrder() {
            GatewayConfig config =
                    Configs.of(
                            route("first", regex("/a/.*")),
                            route("second", regex("/a/b.*")),
                            route("method", methods(regex("/a/bc.*"), "GET")));

            assertThat(find(config, get("/a/b"))).isEqualTo("first");
            assertThat(find(config, get("/a/bc"))).isEqualTo("method");
        }

        @ParameterizedTest
        @CsvSource({
            "/users/[0-9]+, /users/",
            "/ab?c, /a",
            "/ab*, /a",
            "/ab{2}, /a",
            "/a|/b, ''",
            "(?i)/a, ''",
            "/a\\.b, /a",
            "/a.b, /a",
            "/plain, /plain",
            "a?, ''"
        })
        void literalStartOfARegexIsNeverTooLong(String regex, String start) {
            assertThat(RegexTable.literalStart(regex)).isEqualTo(start);
        }

        @Test
        void anExplodingRegexCountsAsNotMatching() {
            RouteTable table =
                    RouteTable.of(
                            Configs.of(
                                    route("bad", regex("/.*a.*a.*a.*a.*b")), route("good", ANY)));
            RouteTable alone = RouteTable.of(Configs.of(route("bad", regex("/.*a.*a.*a.*a.*b"))));
            String path = "/" + "a".repeat(60);

            assertThat(table.find(get(path))).isNotNull();
            assertThat(alone.find(get(path))).isNull();
            assertThat(alone.regexesGivenUp()).isOne();
            assertThat(alone.find(get("/aaaab"))).isNotNull();
        }

        @Test
        void aRegexThatNeedsTooDeepAStackCountsAsNotMatching() {
            RouteTable table = RouteTable.of(Configs.of(route("deep", regex("/(a|b)*"))));

            RouteMatch found = table.find(get("/" + "ab".repeat(500_000)));

            assertThat(found).isNull();
            assertThat(table.regexesGivenUp()).isOne();
        }

        @Test
        void pathsOfThePolicyAreNormalisedAsThoseOfRequests() {
            GatewayConfig config =
                    Configs.of(
                            route("cafe", exact("/caf\u00e9")), route("tilde", prefix("/%7eu/")));

            assertThat(find(config, get("/caf%c3%a9"))).isEqualTo("cafe");
            assertThat(find(config, get("/~u/x"))).isEqualTo("tilde");
        }

        @Test
        void longPathsAreMatchedByShortPrefixes() {
            GatewayConfig config = Configs.of(route("a", prefix("/a")), route("b", exact("/bcd")));

            assertThat(find(config, get("/a/" + "x".repeat(5_000)))).isEqualTo("a");
            assertThat(find(config, get("/a" + "x".repeat(5_000)))).isEqualTo(NOTHING);
            assertThat(find(config, get("/bcd" + "x".repeat(5_000)))).isEqualTo(NOTHING);
        }
    }

    @Nested
    class Hosts {

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
    }

    @Nested
    class Conditions {

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
                    Configs.of(
                            route("query", parameters), route("header", header(ANY, is("a", "1"))));

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
            RouteMatch onlyB = table.find(get("/", "b", "1"));
            RouteMatch both = table.find(get("/", "b", "1", "a", "1"));

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

            assertThat(find(config, get("/", "a", "1", "b", "x", "A", "2", "a", "3")))
                    .isEqualTo("h");
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
    }

    private static RequestHead get(String target, String... fields) {
        return RequestHeads.of("GET", target, fields);
    }

    private static RequestHead head(String method, String target) {
        return RequestHeads.of(method, target);
    }

    private static String find(GatewayConfig config, RequestHead head) {
        RouteMatch match = RouteTable.of(config).find(head);
        return match == null ? NOTHING : match.route().name();
    }
}
