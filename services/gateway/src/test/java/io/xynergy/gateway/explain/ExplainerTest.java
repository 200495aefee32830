package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.xynergy.gateway.explain.Explanation.Kind;
import io.xynergy.gateway.explain.Explanation.Near;
import io.xynergy.gateway.explain.Question.Header;
import io.xynergy.gateway.proxy.Rehearsal.Judged;
import io.xynergy.gateway.proxy.Rehearsal.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each step says of requests that it lets pass and of others. */
final class ExplainerTest {

    private static final String HEAD =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: p}
            spec:
              gateway: {trustedProxies: [10.0.0.0/8]}
              auth:
                apiKeys: [{name: partner, tenant: acme, scopes: [crm.read]}]
              defaults:
                auth: {mode: None}
              services:
                - {name: a, url: "http://a.example:8081"}
                - {name: b, url: "http://b.example:8082"}
              routes:
            """;

    private static final String POLICY =
            HEAD
                    + """
                    - name: all
                      match: [{path: {prefix: /all}}]
                      to: [{service: a}]
                      auth: {mode: Required, apiKeys: true, scopes: [crm.read]}
                      maxRequestBody: 1Ki
                      rateLimits: [{name: few, requests: 2, per: 1h, by: User}]
                      rewrite: {regex: "/all/(.*)", replace: "/$1"}
                      headers:
                        request: {set: {X-Gateway: xynergy, X-Secret: hush}, remove: [X-Debug]}
                        response: {set: {X-A: b}, remove: [Server]}
                    - name: writers
                      match: [{path: {prefix: /writers}}]
                      to: [{service: a}]
                      auth: {mode: Required, apiKeys: true, scopes: [crm.write]}
                    - name: kept
                      match: [{path: {prefix: /kept}}]
                      to: [{service: a}]
                      path: {normalize: None}
                    - name: split
                      match: [{path: {prefix: /split}}]
                      to: [{service: a, weight: 3}, {service: b, weight: 1}]
                      timeout: 1500ms
                      retry: {attempts: 2, "on": [ConnectFailure, Reset]}
                    - name: moved
                      match: [{path: {prefix: /moved}}]
                      redirect: {prefix: /new, status: 308}
                    - name: one-a-day
                      match: [{path: {prefix: /single}}]
                      to: [{service: a}]
                      rateLimits: [{name: none, requests: 1, per: 1h, by: Route}]
                    """
                            .indent(4);

    private final LocalExplainer explainer = Asking.of(POLICY);

    @AfterEach
    void close() {
        explainer.close();
    }

    private Explanation ask(String method, String target, String... lines) throws Exception {
        return explainer.explain(Asking.request(method, target, lines));
    }

    private static Explanation.Upstream upstream(Explanation explanation) {
        return Objects.requireNonNull(explanation.upstream(), "it is forwarded");
    }

    private static String key() {
        return "X-Api-Key: " + Asking.KEY;
    }

    /** One request that a step lets pass, and one that it does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "-",
            value = {
                // step | method | target | header | result | reason
                "Head | GET | /all | - | PASS | 1 header field",
                "Head | GE(T | /all | - | REFUSE | the method is not a token",
                "Head | GET | /a#b | - | REFUSE | has a fragment",
                "Head | GET | /a b | - | REFUSE | the version is not HTTP/",
                "Head | GET | /all | Content-Length: x | REFUSE | Content-Length is not a valid length",
                "Head | GET | /all | Ho(st: x | REFUSE | a field name has a byte",
                "NormalPath | GET | /split/./x//y | - | PASS | /split/x/y",
                "NormalPath | GET | /split/%zz | - | REFUSE | It ",
                "MaxForwards | GET | /split | - | PASS | no bound is set",
                "MaxForwards | OPTIONS | /split | Max-Forwards: 3 | PASS | it may pass 3 more servers",
                "MaxForwards | OPTIONS | /split | Max-Forwards: 0 | RESPOND | it may go no further",
                "LoopGuard | GET | /split | Via: 1.1 xynergy | PASS | it has been here 1 times, of 10",
                "Route | GET | /split | - | PASS | split",
                "Route | GET | /spl | - | REFUSE | nothing matches /spl",
                "Route | GET | /health | - | RESPOND | health page",
                "WholeServer | GET | /moved | - | PASS | the target is not *",
                "EncodedSlashes | GET | /split/x | - | PASS | the path has no %2F",
                "EncodedSlashes | GET | /split/a%2Fb | - | REFUSE | The route is split.",
                "BodyLimit | GET | /all/x | - | PASS | 0 of 1024 bytes",
                "BodyLimit | POST | /all/x | Content-Length: 1025 | REFUSE | 1024 bytes at most",
                "BodyLimit | POST | /all/x | Transfer-Encoding: chunked | PASS | counted as they come",
                "KeptPath | GET | /split/x | - | PASS | the upstream gets the normal form",
                "KeptPath | GET | /kept//x | - | PASS | the upstream gets it as it came",
                "KeptPath | GET | //kept/x | - | REFUSE | It leads elsewhere",
                "Authentication | GET | /all/x | KEY | PASS | partner of tenant acme, by ApiKeys",
                "Authentication | GET | /all/x | - | REFUSE | there is no API key",
                "Authentication | GET | /all/x | X-Api-Key: k_1 | REFUSE | has not the form of one",
                "Authorization | GET | /all/x | KEY | PASS | every scope of crm.read",
                "Authorization | GET | /writers | KEY | REFUSE | lacks a scope",
                "RateLimits | GET | /all/x | KEY | PASS | few: leaves 1 of 2, by user",
                "RegexRewrite | GET | /all/x?q=1 | KEY | PASS | the target becomes /x?q=1",
            })
    void eachStepSaysWhatItDecidesAndWhy(
            String step, String method, String target, String header, Result result, String reason)
            throws Exception {
        String[] lines =
                header == null ? new String[0] : new String[] {header.replace("KEY", key())};
        Judged judged = Asking.step(ask(method, target, lines), step);
        assertThat(judged.result()).isEqualTo(result);
        assertThat(String.join("; ", judged.reasons())).contains(reason);
    }

    @Test
    void aRequestThatComesAgainAndAgainIsRefused() throws Exception {
        Explanation explanation =
                ask("GET", "/split", "Via: " + "1.1 xynergy, ".repeat(9) + "1.1 xynergy");

        assertThat(Asking.step(explanation, "LoopGuard").result()).isEqualTo(Result.REFUSE);
        assertThat(Asking.step(explanation, "Route").result()).isEqualTo(Result.NOT_REACHED);
        assertThat(explanation.outcome().status()).isEqualTo(508);
    }

    @Test
    void rewriteThatMakesNoPathIsRefused() throws Exception {
        try (LocalExplainer broken =
                Asking.of(
                        HEAD
                                + """
                                - name: r
                                  match: [{path: {prefix: /r}}]
                                  to: [{service: a}]
                                  rewrite: {regex: "/r/(.*)", replace: "$1"}
                                """
                                        .indent(4))) {
            Explanation explanation = broken.explain(Asking.request("GET", "/r/x"));

            assertThat(Asking.step(explanation, "RegexRewrite").reasons())
                    .containsExactly("what it makes does not start with a slash");
            assertThat(explanation.outcome().code()).isEqualTo("rewrite_failed");
        }
    }

    @Test
    void nothingIsSpentHoweverOftenItIsAsked() throws Exception {
        for (int i = 0; i < 5; i++) {
            Explanation.Limit limit = ask("GET", "/single").limits().getFirst();
            assertThat(limit.allowed()).isTrue();
            assertThat(limit.remaining()).isZero();
            assertThat(limit.burst()).isEqualTo(1);
        }
    }

    @Test
    void whatComesAfterARefusalIsNotReached() throws Exception {
        Explanation explanation = ask("GET", "/all/x");

        assertThat(explanation.steps())
                .extracting(Judged::step)
                .containsExactly(
                        "Head",
                        "NormalPath",
                        "MaxForwards",
                        "LoopGuard",
                        "Route",
                        "WholeServer",
                        "EncodedSlashes",
                        "BodyLimit",
                        "KeptPath",
                        "Authentication",
                        "Authorization",
                        "RateLimits",
                        "RegexRewrite");
        assertThat(explanation.steps().subList(10, 13))
                .allMatch(step -> step.result() == Result.NOT_REACHED);
        assertThat(explanation.outcome().kind()).isEqualTo(Kind.REFUSED);
        assertThat(explanation.upstream()).isNull();
        assertThat(explanation.response()).first().isEqualTo("HTTP/1.1 401 Unauthorized");
        assertThat(explanation.response()).contains("WWW-Authenticate: Bearer", "X-A: b");
    }

    @Test
    void upstreamGetsWhatTheWriterWritesWithoutCredentials() throws Exception {
        Explanation explanation =
                ask("GET", "/all/x?q=1", key(), "X-Debug: 1", "Cookie: id=7", "X-Mine: yes");

        assertThat(explanation.caller())
                .isEqualTo(
                        new Explanation.Caller(
                                "partner", "acme", "ApiKeys", List.of(), List.of("crm.read")));
        Explanation.Target target = upstream(explanation).targets().getFirst();
        assertThat(target.addresses()).containsExactly("http://a.example:8081");
        assertThat(target.endpoints()).isEmpty();
        assertThat(target.head())
                .containsExactly(
                        "GET /x?q=1 HTTP/1.1",
                        "Host: a.example",
                        "Cookie: (not shown)",
                        "X-Mine: yes",
                        "X-Forwarded-For: 127.0.0.1",
                        "X-Real-IP: 127.0.0.1",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Port: 8080",
                        "Forwarded: for=127.0.0.1;proto=http;host=\"a.example\"",
                        "X-Forwarded-Host: a.example",
                        "Via: 1.1 xynergy",
                        "X-Request-Id: (made for each request)",
                        "X-Xynergy-User: partner",
                        "X-Xynergy-Tenant: acme",
                        "X-Xynergy-Scopes: crm.read",
                        "X-Xynergy-Issuer: ApiKeys",
                        "X-Xynergy-Proof: (signed)",
                        "X-Gateway: xynergy",
                        "X-Secret: (not shown)");
        assertThat(explanation.responseSteps())
                .extracting(Explanation.Response::edits)
                .containsExactly(
                        List.of("sets X-A", "removes server"),
                        List.of("says what the limits have left: RateLimit, X-RateLimit-*"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noFormShowsACredential(boolean json) throws Exception {
        Explanation explanation =
                ask("GET", "/all/x", key(), "Cookie: id=sesame", "X-Auth-Token: sesame");
        String text =
                json
                        ? new String(ExplanationJson.of(explanation), StandardCharsets.UTF_8)
                        : ExplanationText.of(explanation);

        assertThat(text).doesNotContain(Asking.KEY, "sesame", "hush").contains("partner");
    }

    @Test
    void targetsHaveTheirSharesAndTheRouteItsTimes() throws Exception {
        Explanation.Upstream upstream = upstream(ask("GET", "/split"));

        assertThat(upstream.targets())
                .extracting(Explanation.Target::service, Explanation.Target::percent)
                .containsExactly(tuple("a", 75), tuple("b", 25));
        assertThat(upstream.timeoutMillis()).isEqualTo(1500);
        assertThat(upstream.retries()).isEqualTo(2);
        assertThat(upstream.retryOn()).containsExactly("connect failure", "reset");
    }

    @Test
    void redirectSaysWhereItLeads() throws Exception {
        Explanation explanation = ask("GET", "/moved/x");

        assertThat(explanation.outcome().kind()).isEqualTo(Kind.RESPONDED);
        assertThat(explanation.outcome().status()).isEqualTo(308);
        assertThat(explanation.response()).contains("Location: http://a.example/new/x");
    }

    @Test
    void trustedProxyIsBelieved() throws Exception {
        Question question =
                new Question(
                        "GET",
                        "/split",
                        List.of(
                                new Header("Host", "inner"),
                                new Header("X-Forwarded-For", "203.0.113.9"),
                                new Header("X-Request-Id", "mine")),
                        "10.1.2.3",
                        null,
                        null,
                        null);
        Explanation explanation = explainer.explain(question);

        assertThat(explanation.request().trusted()).isTrue();
        assertThat(upstream(explanation).targets().getFirst().head())
                .contains("X-Forwarded-For: 203.0.113.9, 10.1.2.3", "X-Request-Id: mine");
    }

    @Test
    void whatNoClientCouldSendIsRefusedWithItsPlace() {
        expectUnsendable(
                Asking.request("GET", "/", "X\r\nEvil: 1"),
                "headers[1].name: a line break cannot be sent");
        expectUnsendable(
                Asking.request("GET", "/ HTTP/1.1\nHost: x"),
                "target: a line break cannot be sent");
        expectUnsendable(
                Asking.withBody(Asking.request("GET", "/"), -1),
                "bodyBytes: 0 or more is expected");
        expectUnsendable(
                new Question("GET", "/", List.of(), "nobody.example", null, null, null),
                "client: expected an IP address");
    }

    private void expectUnsendable(Question question, String message) {
        assertThatThrownBy(() -> explainer.explain(question))
                .isInstanceOf(Question.UnsendableException.class)
                .hasMessage(message);
    }

    @Test
    void hostileHeadsAreRefusedAsTrafficIs() throws Exception {
        assertThat(ask("GET", "/all", "X: " + "a".repeat(100_000)).outcome().status())
                .isEqualTo(431);
        assertThat(ask("GET", "/" + "a".repeat(100_000)).outcome().status()).isEqualTo(414);
        assertThat(ask("GET", "/all", "X: a\0b").outcome().status()).isEqualTo(400);
        assertThat(ask("GET", "", "X: a").outcome().status()).isEqualTo(400);
        assertThat(ask("G".repeat(100), "/").outcome().status()).isEqualTo(501);
        assertThat(explainer.explain(Asking.withBody(Asking.request("POST", "/all/x"), 1L << 50)))
                .extracting(explanation -> explanation.outcome().status())
                .isEqualTo(413);
    }

    @Test
    void textMovesNoCursor() throws Exception {
        Explanation explanation = ask("GET", "/spl\u001b[2Jit\u0007");

        assertThat(ExplanationText.of(explanation).chars())
                .noneMatch(c -> Character.isISOControl(c) && c != '\n');
    }

    @Test
    void aLargePolicyTellsOfAFewRoutesAlone() throws Exception {
        var routes = new StringBuilder(HEAD);
        for (int i = 0; i < 10_000; i++) {
            routes.append(
                    """
                        - {name: r%1$d, match: [{path: {prefix: /api/r%1$d}, methods: [GET]}], to: [{service: a}]}
                    """
                            .formatted(i));
        }
        try (LocalExplainer large = Asking.of(routes.toString())) {
            Explanation other = large.explain(Asking.request("POST", "/api/r77/x"));
            Explanation none = large.explain(Asking.request("GET", "/api/r1234x"));

            assertThat(other.outcome().code()).isEqualTo("no_route");
            assertThat(other.close())
                    .containsExactly(
                            new Near(
                                    "r77",
                                    0,
                                    List.of("path prefix /api/r77", "method GET"),
                                    List.of("it wants method GET")));
            assertThat(none.close()).hasSize(5);
            assertThat(none.close().getFirst().route()).isEqualTo("r1234");
            assertThat(ExplanationJson.of(none).length).isLessThan(8 * 1024);
        }
    }
}
