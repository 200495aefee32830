package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.exact;
import static io.xynergy.gateway.routing.Configs.prefix;
import static io.xynergy.gateway.routing.Configs.regex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import io.xynergy.policy.compiled.GatewayConfig.Rewrite;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteRuleTest {

    private static final String REFUSED = "refused";
    private static final String UNDECIDED = "undecided";

    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo,  /xyz,  /xyz/bar",
        "/foo/bar, /foo,  /xyz/, /xyz/bar",
        "/foo/bar, /foo/, /xyz,  /xyz/bar",
        "/foo/bar, /foo/, /xyz/, /xyz/bar",
        "/foo,     /foo,  /xyz,  /xyz",
        "/foo,     /foo,  /xyz/, /xyz/",
        "/foo/,    /foo,  /xyz,  /xyz/",
        "/foo/,    /foo,  /xyz/, /xyz/",
        "/foo/bar, /foo,  '',    /bar",
        "/foo/,    /foo,  '',    /",
        "/foo,     /foo,  '',    /",
        "/foo/bar, /foo,  /,     /bar",
        "/foo/,    /foo,  /,     /",
        "/foo,     /foo,  /,     /",
        "/foo/bar, /,     /xyz,  /xyz/foo/bar",
        "/,        /,     /xyz,  /xyz/",
        "/api/v2/crm/x, /api/v2/crm, /, /x",
        "/api/v2/crm,   /api/v2/crm, /, /"
    })
    void replacesAPrefixAsGatewayApiDoes(
            String path, String matched, String replacement, String forwarded) {
        assertThat(forward(prefix(matched), rewritePrefix(replacement), path)).isEqualTo(forwarded);
    }

    @Test
    void replacesTheWholePathOfAnExactMatch() {
        assertThat(forward(exact("/a/b"), rewritePrefix("/x"), "/a/b")).isEqualTo("/x");
    }

    @Test
    void replacesTheWholePath() {
        Rewrite rewrite = new Rewrite(null, "/fixed", null, null, null);

        assertThat(forward(prefix("/a"), rewrite, "/a/b?x=1")).isEqualTo("/fixed?x=1");
    }

    @ParameterizedTest
    @CsvSource({"/users/42/posts, /u/42/p/", "/users/7/posts/9, /u/7/p/9", "/other, /other"})
    void replacesByRegex(String path, String forwarded) {
        Rewrite rewrite = new Rewrite(null, null, "^/users/(\\d+)/posts/?", "/u/$1/p/", null);

        assertThat(forward(prefix("/"), rewrite, path)).isEqualTo(forwarded);
    }

    @Test
    void normalisesWhatARegexMakes() {
        Rewrite rewrite = new Rewrite(null, null, "^/a", "/x//y/", null);

        assertThat(forward(prefix("/a"), rewrite, "/a/b")).isEqualTo("/x/y/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "/../..",
                "/a b",
                "/%zz",
                "/%2e%2e",
                "/%2F",
                "x?y",
                "/a/..",
                "/./a",
                "/a/..;v/b"
            })
    void refusesWhenARegexMakesNoPath(String replacement) {
        Rewrite rewrite = new Rewrite(null, null, "/.*", replacement, null);

        assertThat(forward(prefix("/"), rewrite, "/a")).isEqualTo(REFUSED);
    }

    @Test
    void decidesWhereBacktrackingWouldExplode() {
        Rewrite rewrite = new Rewrite(null, null, "a.*a.*a.*a.*a.*b", "x", null);
        String path = "/" + "a".repeat(7_000);

        assertThat(forward(prefix("/"), rewrite, path)).isEqualTo(path);
    }

    @Test
    void isUndecidedWhenEachOfManyMatchesLooksAtTheRest() {
        Rewrite rewrite = new Rewrite(null, null, "a(.*b)?", "x", null);

        assertThat(forward(prefix("/"), rewrite, "/" + "a".repeat(50)))
                .isEqualTo("/" + "x".repeat(50));
        assertThat(forward(prefix("/"), rewrite, "/" + "a".repeat(7_000))).isEqualTo(UNDECIDED);
    }

    @ParameterizedTest
    @CsvSource({
        "/users/7,      '',  /u?id=7",
        "/users/7,      ?,   /u?id=7",
        "/users/7,      ?a=b&c,   /u?id=7&a=b&c",
        "/users/7?x=//, '',  /u?id=7&x=//",
        "/users/a&admin=1, '', /u?id=a%26admin%3D1",
        "/users/a+b;c%26%20d, '', /u?id=a%2Bb%3Bc%26%20d"
    })
    void aQueryOfTheReplacementComesBeforeTheClients(String path, String query, String forwarded) {
        Rewrite rewrite = new Rewrite(null, null, "^/users/([^/]+)", "/u?id=$1", null);

        assertThat(forward(prefix("/"), rewrite, path + query)).isEqualTo(forwarded);
    }

    @Test
    void queriesOfSeveralMatchesAreJoined() {
        Rewrite rewrite = new Rewrite(null, null, "/([0-9])", "/x?n=$1", null);

        assertThat(forward(prefix("/"), rewrite, "/1/2/a?c")).isEqualTo("/x/x/a?n=1&n=2&c");
    }

    @Test
    void anEmptyPathIsTheRoot() {
        Rewrite rewrite = new Rewrite(null, null, "^/api", "", null);

        assertThat(forward(prefix("/"), rewrite, "/api?x")).isEqualTo("/?x");
        assertThat(forward(prefix("/"), rewrite, "/api/a")).isEqualTo("/a");
    }

    @Test
    void groupsAreNamedByNumberAndName() {
        Rewrite rewrite = new Rewrite(null, null, "/(?<a>.)/(?P<b>.)", "/${b}${1}0\\$1/$20", null);

        assertThat(forward(prefix("/"), rewrite, "/x/y")).isEqualTo("/yx0$1/y0");
    }

    @Test
    void refusesWhenARegexMakesATooLongPath() {
        Rewrite rewrite = new Rewrite(null, null, "/(a+)", "/$1" + "$1".repeat(99), null);

        assertThat(forward(prefix("/"), rewrite, "/" + "a".repeat(1_000))).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "?x=%2e%2E//..&y", "?a=b?c", "?%zz", ""})
    void theQueryPassesUnchanged(String query) {
        assertThat(forward(prefix("/a"), rewritePrefix("/b"), "/a//./c" + query))
                .isEqualTo("/b/c" + query);
    }

    @Test
    void aHostAloneLeavesThePath() {
        Rewrite rewrite = new Rewrite(null, null, null, null, "internal.example.com:8080");
        RewriteRule rule = match(regex("/.*"), rewrite, "/a/b?x").route().rewrite();

        assertThat(Objects.requireNonNull(rule).host())
                .asString()
                .isEqualTo("internal.example.com:8080");
        assertThat(forward(regex("/.*"), rewrite, "/a/b?x")).isEqualTo("/a/b?x");
    }

    @Test
    void withoutAHostTheRequestKeepsItsOwn() {
        RewriteRule rule = match(prefix("/a"), rewritePrefix("/"), "/a").route().rewrite();

        assertThat(Objects.requireNonNull(rule).host()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a\r\nb", "u@h", "h\u00e9"})
    void refusesHostsThatAreNone(String host) {
        Rewrite rewrite = new Rewrite(null, null, null, null, host);

        assertThatThrownBy(() -> forward(prefix("/"), rewrite, "/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a host");
    }

    @Test
    void refusesReplacementsThatAreNoPath() {
        assertThatThrownBy(() -> forward(prefix("/"), rewritePrefix("x"), "/"))
                .hasMessageContaining("path \"x\" does not start with a slash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/$2", "/${name}", "/$", "/\\", "/\\1", "/$1?"})
    void refusesReplacementsThatTheRegexCannotFill(String replacement) {
        Rewrite rewrite = new Rewrite(null, null, "/(a)", replacement, null);

        assertThatThrownBy(() -> forward(prefix("/"), rewrite, "/x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("route \"r\": replacement \"" + replacement);
    }

    private static Rewrite rewritePrefix(String prefix) {
        return new Rewrite(prefix, null, null, null, null);
    }

    private static RouteMatch match(Match match, Rewrite rewrite, String target) {
        return match(match, rewrite, RequestHeads.of("GET", target));
    }

    private static RouteMatch match(Match match, Rewrite rewrite, RequestHead head) {
        RouteTable table =
                RouteTable.of(
                        Configs.of(
                                new Configs.RouteBuilder("r")
                                        .matches(match)
                                        .rewrite(rewrite)
                                        .build()));
        @Nullable RouteMatch found = Configs.find(table, head);
        return Objects.requireNonNull(found);
    }

    private static String forward(Match match, Rewrite rewrite, String target) {
        RequestHead head = RequestHeads.of("GET", target);
        RouteMatch found = match(match, rewrite, head);
        Output forwarded = new Output();
        RewriteRule rule = Objects.requireNonNull(found.route().rewrite());
        Effort effort = Effort.ofRequest();
        String problem = null;
        if (rule.isRegex()) {
            problem = rule.replace(head, found.route(), effort, forwarded);
        } else {
            rule.write(head, found, forwarded);
        }
        if (effort.isSpent()) {
            return UNDECIDED;
        }
        boolean written = problem == null;
        String text =
                new String(forwarded.bytes(), 0, forwarded.size(), StandardCharsets.ISO_8859_1);
        assertThat(written || text.isEmpty()).isTrue();
        return written ? text : REFUSED;
    }
}
