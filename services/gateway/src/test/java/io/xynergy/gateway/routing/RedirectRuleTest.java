package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.http.Origin;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectRuleTest {

    private static final String REFUSED = "refused";
    private static final String NO_MATCH = "no match";

    /** To another path, so that what stays can be seen. */
    private static Redirect elsewhere(@Nullable String scheme) {
        return new Redirect(302, scheme, null, null, null, "/new");
    }

    @Test
    void absentPartsComeFromTheRequest() {
        assertThat(location(elsewhere(null), "a.org:8080", "/old/x?q=1"))
                .isEqualTo("http://a.org:8080/new/x?q=1");
    }

    @Test
    void aSecureRequestStaysSecure() {
        RequestHead head = RequestHeads.of("GET", "/old", "Host", "a.org:8443");

        assertThat(location(elsewhere(null), head, true)).isEqualTo("https://a.org:8443/new");
        assertThat(location(elsewhere("https"), head, true)).isEqualTo("https://a.org:8443/new");
    }

    @ParameterizedTest
    @CsvSource({
        "true,  ,          0,    https://a.org:8080/new",
        "true,  ,          443,  https://a.org:8080/new",
        "true,  b.org,     0,    https://b.org/new",
        "true,  b.org,     443,  https://b.org/new",
        "true,  b.org,     8443, https://b.org:8443/new",
        "true,  b.org:81,  8443, https://b.org:81/new",
        "false, b.org:80,  443,  http://b.org/new",
        "false, [::1]:443, 0,    http://[::1]:443/new"
    })
    void whatAProxyToldStays(
            boolean secure, @Nullable String authority, int port, String location) {
        RequestHead head = RequestHeads.of("GET", "/old", "Host", "a.org:8080");

        assertThat(location(elsewhere(null), head, new Told(secure, authority, port)))
                .isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "https, ,      ,     true,  a.org:8443, 0",
        "https, ,      ,     true,  a.org,      443",
        "https, ,      ,     true,  a.org,      80",
        "https, ,      443,  true,  a.org,      0",
        "http,  ,      ,     false, a.org,      0",
        ",      A.Org, ,     false, a.org:81,   0",
        "https, A.Org, ,     true,  a.org:443,  0",
        ",      ,      8080, false, a.org:8080, 0",
        ",      ,      80,   false, a.org,      0"
    })
    void whatWouldLeadBackDoesNotMatch(
            @Nullable String scheme,
            @Nullable String host,
            @Nullable Integer port,
            boolean secure,
            String sentHost,
            int toldPort) {
        RequestHead head = RequestHeads.of("GET", "/old/x?y", "Host", sentHost);

        assertThat(location(redirect(scheme, host, port), head, new Told(secure, null, toldPort)))
                .isEqualTo(NO_MATCH);
    }

    /** A 303 is followed by GET (RFC 9110, 15.4.4), so a form may lead to its own URL. */
    @ParameterizedTest
    @CsvSource({
        "303, POST, http://a.org/old",
        "303, GET,  no match",
        "303, HEAD, no match",
        "307, POST, no match"
    })
    void seeOtherLeadsBackOnlyThoseWhoGet(int status, String method, String location) {
        RequestHead head = RequestHeads.of(method, "/old", "Host", "a.org");
        Redirect redirect = new Redirect(status, null, null, null, "/old", null);

        assertThat(location(redirect, head, false)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "/old,  ,      /old,   no match",
        "/old,  ,      /old/x, http://a.org/old",
        ",      /old,  /old,   no match",
        ",      /old,  /old/x, no match",
        ",      /old/, /old,   http://a.org/old/",
        ",      /old/, /old/x, no match",
        ",      /olds, /old/x, http://a.org/olds/x"
    })
    void aPathThatStaysLeadsBack(
            @Nullable String path, @Nullable String prefix, String target, String location) {
        Redirect redirect = new Redirect(302, null, null, null, path, prefix);

        assertThat(location(redirect, "a.org", target)).isEqualTo(location);
    }

    @Test
    void withoutAHostOnlyThePathIsKnown() {
        RequestHead head = RequestHeads.of("GET", "/old/x?q");

        assertThat(location(elsewhere(null), head, false)).isEqualTo("/new/x?q");
        assertThat(location(elsewhere("http"), head, false)).isEqualTo("/new/x?q");
        assertThat(location(elsewhere("https"), head, false)).isEqualTo(REFUSED);
        assertThat(location(redirect(null, null, 81), head, false)).isEqualTo(REFUSED);
        assertThat(location(redirect("https", "b.org", null), head, false))
                .isEqualTo("https://b.org/old/x?q");
        assertThat(location(redirect("http", null, null), head, false)).isEqualTo(NO_MATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "https, , ,    a.org:8080, https://a.org/old",
        "HTTPS, , ,    a.org,      https://a.org/old",
        "https, , 8443, a.org:80,  https://a.org:8443/old",
        "https, , 443, a.org,      https://a.org/old",
        "https, , 80,  a.org,      https://a.org:80/old",
        "http,  , 80,  a.org:81,   http://a.org/old",
        ",      , 80,  a.org:81,   http://a.org/old",
        ",      , 8080, a.org,     http://a.org:8080/old",
        ", b.org, ,    a.org,      http://b.org/old",
        ", b.org, ,    a.org:8080, http://b.org:8080/old",
        "https, b.org, , a.org:8080, https://b.org/old",
        "https, , ,    [::1]:8080, https://[::1]/old"
    })
    void partsOfThePolicyReplaceThoseOfTheRequest(
            @Nullable String scheme,
            @Nullable String host,
            @Nullable Integer port,
            String sentHost,
            String location) {
        assertThat(location(redirect(scheme, host, port), sentHost, "/old")).isEqualTo(location);
    }

    @Test
    void replacesThePathAndKeepsTheQuery() {
        Redirect redirect = new Redirect(308, null, null, null, "/new", null);

        assertThat(location(redirect, "a.org", "/old/x?q=1")).isEqualTo("http://a.org/new?q=1");
    }

    @ParameterizedTest
    @CsvSource({"/old/x, http://a.org/new/x", "/old, http://a.org/new", "/old/, http://a.org/new/"})
    void replacesThePrefix(String path, String location) {
        Redirect redirect = new Redirect(301, null, null, null, null, "/new");

        assertThat(location(redirect, "a.org", path)).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user@evil.org",
                "a.org/evil",
                "a.org\\evil",
                "a.org\revil",
                "a.org?",
                "a.org#",
                "a.org%2f"
            })
    void neverFollowsAHostThatFitsNoUrl(String host) {
        assertThat(location(redirect("https", null, null), host, "/old")).isEqualTo(REFUSED);
    }

    @Test
    void doesNotNeedTheHostOfTheRequestWhenThePolicyNamesOne() {
        assertThat(location(redirect("https", "b.org", null), "user@evil", "/old"))
                .isEqualTo("https://b.org/old");
    }

    @Test
    void aPathNeverLooksLikeAHost() {
        Redirect redirect = new Redirect(301, null, null, null, null, "/");

        assertThat(location(redirect, "a.org", "/old//evil.org"))
                .isEqualTo("http://a.org/evil.org");
    }

    @Test
    void bytesOfTheQueryCannotBreakTheLine() {
        assertThat(location(elsewhere(null), "a.org", "/old?a\r\nb: c#\u00e9\u007f"))
                .isEqualTo("http://a.org/new?a%0D%0Ab:%20c%23%E9%7F");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.org:", "a.org:x", "a.org:65536", "a.org:123456789"})
    void aPortThatIsNoneIsLeftOut(String host) {
        assertThat(location(elsewhere(null), host, "/old")).isEqualTo("http://a.org/new");
    }

    @Test
    void refusesSchemesOtherThanHttp() {
        assertThatThrownBy(() -> location(redirect("javascript", null, null), "a.org", "/old"))
                .hasMessageContaining("redirect to scheme \"javascript\"");
    }

    private static Redirect redirect(
            @Nullable String scheme, @Nullable String host, @Nullable Integer port) {
        return new Redirect(302, scheme, host, port, null, null);
    }

    private static String location(Redirect redirect, String host, String target) {
        return location(redirect, RequestHeads.of("GET", target, "Host", host), false);
    }

    private static String location(Redirect redirect, RequestHead head, boolean secure) {
        return location(redirect, head, new Told(secure, null, 0));
    }

    private static String location(Redirect redirect, RequestHead head, Told origin) {
        RouteTable table =
                RouteTable.of(
                        Configs.of(
                                new Configs.RouteBuilder("r")
                                        .matches(prefix("/old"))
                                        .redirect(redirect)
                                        .build()));
        head.origin(origin);
        RouteMatch match = Configs.find(table, head);
        if (match == null) {
            return NO_MATCH;
        }
        RedirectRule rule = Objects.requireNonNull(match.route().redirect());
        Output location = new Output();
        assertThat(rule.status()).isEqualTo(redirect.status());
        boolean written = rule.writeLocation(head, match, origin, location);
        String text = new String(location.bytes(), 0, location.size(), StandardCharsets.ISO_8859_1);
        assertThat(written || text.isEmpty()).isTrue();
        return written ? text : REFUSED;
    }

    /** What a proxy told of the client's URL. */
    private record Told(boolean isSecure, @Nullable String authority, int toldPort)
            implements Origin {

        @Override
        public byte @Nullable [] toldAuthority() {
            return authority == null ? null : authority.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public boolean isTold() {
            return authority != null || toldPort > 0;
        }

        @Override
        public byte @Nullable [] value(int fieldName) {
            return null;
        }
    }
}
