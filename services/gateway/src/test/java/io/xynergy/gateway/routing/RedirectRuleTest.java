package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void absentPartsComeFromTheRequest() {
        assertThat(location(redirect(null, null, null), "a.org:8080", "/old/x?q=1"))
                .isEqualTo("http://a.org:8080/old/x?q=1");
    }

    @Test
    void aSecureRequestStaysSecure() {
        RequestHead head = RequestHeads.of("GET", "/old", "Host", "a.org:8443");

        assertThat(location(redirect(null, null, null), head, true))
                .isEqualTo("https://a.org:8443/old");
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
        ",      , ,    a.org:80,   http://a.org/old",
        ", b.org, ,    a.org,      http://b.org/old",
        ", b.org, ,    a.org:8080, http://b.org:8080/old",
        "https, b.org, , a.org:8080, https://b.org/old",
        ",      , ,    [::1]:8080, http://[::1]:8080/old"
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
        assertThat(location(redirect(null, null, null), "a.org", "/old?a\r\nb: c#\u00e9\u007f"))
                .isEqualTo("http://a.org/old?a%0D%0Ab:%20c%23%E9%7F");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.org:", "a.org:x", "a.org:65536", "a.org:123456789"})
    void aPortThatIsNoneIsLeftOut(String host) {
        assertThat(location(redirect(null, null, null), host, "/old"))
                .isEqualTo("http://a.org/old");
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
        RouteTable table =
                RouteTable.of(
                        Configs.of(
                                new Configs.RouteBuilder("r")
                                        .matches(prefix("/old"))
                                        .redirect(redirect)
                                        .build()));
        RouteMatch match = Objects.requireNonNull(Configs.find(table, head));
        RedirectRule rule = Objects.requireNonNull(match.route().redirect());
        Output location = new Output();
        assertThat(rule.status()).isEqualTo(redirect.status());
        boolean written = rule.writeLocation(head, match, secure, location);
        String text = new String(location.bytes(), 0, location.size(), StandardCharsets.ISO_8859_1);
        assertThat(written || text.isEmpty()).isTrue();
        return written ? text : REFUSED;
    }
}
