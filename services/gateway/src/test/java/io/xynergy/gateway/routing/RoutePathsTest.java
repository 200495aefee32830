package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.ANY;
import static io.xynergy.gateway.routing.Configs.NOTHING;
import static io.xynergy.gateway.routing.Configs.exact;
import static io.xynergy.gateway.routing.Configs.find;
import static io.xynergy.gateway.routing.Configs.methods;
import static io.xynergy.gateway.routing.Configs.prefix;
import static io.xynergy.gateway.routing.Configs.regex;
import static io.xynergy.gateway.routing.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePathsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/x", "/api/x/y"})
    void prefixMatchesWholeElements(String path) {
        assertThat(find(Configs.of(route("api", prefix("/api"))), get(path))).isEqualTo("api");
        assertThat(find(Configs.of(route("api", prefix("/api/"))), get(path))).isEqualTo("api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apix", "/ap", "/", "/API", "/x/api", "/api%2Fx", "/api;x"})
    void prefixMatchesNothingElse(String path) {
        assertThat(find(Configs.of(route("api", prefix("/api"))), get(path))).isEqualTo(NOTHING);
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
        "(?i)/a, /",
        "/a\\.b, /a.b",
        "/a.b, /a",
        "/plain, /plain",
        "a?, ''"
    })
    void literalStartOfARegexIsNeverTooLong(String regex, String start) {
        assertThat(LinearPattern.of(regex).literalStart()).isEqualTo(start);
    }

    @Test
    void aRegexThatWouldExplodeByBacktrackingDecides() {
        RouteTable table =
                RouteTable.of(
                        Configs.of(route("bad", regex("/.*a.*a.*a.*a.*b")), route("good", ANY)));
        RouteTable alone = RouteTable.of(Configs.of(route("bad", regex("/.*a.*a.*a.*a.*b"))));
        String path = "/" + "a".repeat(7_000);

        assertThat(Configs.find(table, get(path))).isNotNull();
        assertThat(Configs.find(alone, get(path))).isNull();
        assertThat(Configs.find(alone, get(path + "b"))).isNotNull();
    }

    @Test
    void theStrictRouteTakesALongPathThatAWeakerRegexMatchesToo() {
        GatewayConfig config =
                Configs.of(route("strict", regex("/.*/.*/admin/.*")), route("weak", regex("/.*")));

        assertThat(find(config, get("/x/y/admin/" + "a/".repeat(55)))).isEqualTo("strict");
        assertThat(find(config, get("/x/y/admin/" + "a/".repeat(3_500)))).isEqualTo("strict");
        assertThat(find(config, get("/x/y/" + "a/".repeat(3_500)))).isEqualTo("weak");
    }

    @Test
    void aRegexThatIsNestedInManyLettersDecides() {
        RouteTable table = RouteTable.of(Configs.of(route("deep", regex("/(a|b)*"))));

        assertThat(Configs.find(table, get("/" + "ab".repeat(500_000)))).isNotNull();
    }

    @Test
    void whatTakesTooManyStepsIsUndecided() {
        // Only the library knows \\b, which costs it a look at each instruction for each letter.
        RouteTable table =
                RouteTable.of(
                        Configs.of(route("dear", regex("/.*\\b(?:a.?){600}")), route("weak", ANY)));
        String path = "/" + "a".repeat(8_000);
        Effort effort = table.effort();

        RouteMatch onlyRegex =
                RouteTable.of(Configs.of(route("dear", regex("/.*\\b(?:a.?){600}"))))
                        .find(get(path), effort);

        assertThat(onlyRegex).isNull();
        assertThat(effort.isSpent()).isTrue();
        assertThat(Configs.find(table, get("/x"))).isNotNull();
    }

    @Test
    void regexesOfOneHostAreMatchedInAnyNumber() {
        List<GatewayConfig.Route> routes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            routes.add(route("r" + i, regex("/s" + i % 150 + "/[0-9]+")));
        }
        GatewayConfig config = Configs.of(routes);

        assertThat(find(config, get("/s7/42"))).isEqualTo("r7");
        assertThat(find(config, get("/s149/42"))).isEqualTo("r149");
        assertThat(find(config, get("/s150/42"))).isEqualTo(NOTHING);
    }

    @Test
    void aRegexThatOnlyTheLibraryKnowsKeepsItsPlace() {
        GatewayConfig config =
                Configs.of(
                        route("first", regex("/a/[0-9]+")),
                        route("library", regex("/a/\\b.*")),
                        route("last", regex("/a/.*")));

        assertThat(find(config, get("/a/1"))).isEqualTo("first");
        assertThat(find(config, get("/a/x"))).isEqualTo("library");
        assertThat(find(config, get("/a/-"))).isEqualTo("last");
    }

    @Test
    void pathsOfThePolicyAreNormalisedAsThoseOfRequests() {
        GatewayConfig config =
                Configs.of(route("cafe", exact("/caf\u00e9")), route("tilde", prefix("/%7eu/")));

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

    private static RequestHead get(String target, String... fields) {
        return RequestHeads.of("GET", target, fields);
    }

    private static RequestHead head(String method, String target) {
        return RequestHeads.of(method, target);
    }
}
