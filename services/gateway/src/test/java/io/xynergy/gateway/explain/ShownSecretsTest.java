package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets of a policy, which nobody who asks has typed, are in no explanation. */
final class ShownSecretsTest {

    private static final String POLICY =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: p}
            spec:
              auth: {apiKeys: [{name: partner}]}
              defaults: {auth: {mode: None}}
              services: [{name: a, url: "http://a.example:8081"}]
              routes:
                - name: edited
                  match: [{path: {prefix: /edited}}]
                  to: [{service: a}]
                  headers:
                    request: {set: {X.Api.Key: HUSH1, X-Passwd: HUSH2, "Api!Key": HUSH3, X-Note: shown}}
                - name: matched
                  match:
                    - path: {prefix: /matched}
                      headers: [{name: X.Auth.Key, value: HUSH4}]
                      query: [{name: access.key, value: HUSH5}]
                  to: [{service: a}]
                - name: rewritten
                  match: [{path: {regex: "/r.*"}}]
                  to: [{service: a}]
                  rewrite: {regex: "^/r(.*)", replace: "/x$1?a=1&api%5Fkey=HUSH6&b=2"}
                - name: moved
                  match: [{path: {prefix: /moved}}]
                  redirect: {path: /new}
                - name: signed
                  match: [{path: {prefix: /signed}}]
                  to: [{service: a}]
                  auth: {mode: Required, apiKeys: true}
            """;

    private final LocalExplainer explainer = Asking.of(POLICY);

    @AfterEach
    void close() {
        explainer.close();
    }

    private Explanation ask(String target, String... lines) throws Exception {
        return explainer.explain(Asking.request("GET", target, lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/edited", "/matched", "/matched?access.key=HUSH5", "/r/1"})
    void noFormShowsASecretOfThePolicy(String target) throws Exception {
        for (String key : new String[] {"X-A: b", "X_Auth_Key: HUSH4"}) {
            Explanation explanation = ask(target, key);

            assertThat(ExplanationText.of(explanation)).doesNotContain("HUSH");
            assertThat(new String(ExplanationJson.of(explanation), StandardCharsets.UTF_8))
                    .doesNotContain("HUSH");
        }
    }

    @Test
    void theRestOfATargetIsShown() throws Exception {
        Explanation explanation = ask("/r/1");

        assertThat(Asking.step(explanation, "RegexRewrite").reasons())
                .containsExactly("the target becomes /x/1?a=1&api%5Fkey=(not shown)&b=2");
        assertThat(Objects.requireNonNull(explanation.upstream()).targets().getFirst().head())
                .contains("GET /x/1?a=1&api%5Fkey=(not shown)&b=2 HTTP/1.1");
        assertThat(ExplanationText.of(ask("/edited"))).contains("X-Note: shown");
    }

    @Test
    void aTokenInATargetIsNotShownAgain() throws Exception {
        Explanation explanation = ask("/moved/?q=1&access_token=HUSH");

        assertThat(explanation.request().target())
                .isEqualTo("/moved/?q=1&access_token=(not shown)");
        assertThat(String.join("\n", explanation.response()))
                .contains("Location: ", "access_token=(not shown)")
                .doesNotContain("HUSH");
    }

    @Test
    void theSignatureOverACallerIsToldOfAndNotMade() throws Exception {
        Explanation explanation = ask("/signed", "X-Api-Key: " + Asking.KEY);

        assertThat(Objects.requireNonNull(explanation.upstream()).targets().getFirst().head())
                .containsSubsequence("X-Xynergy-Issuer: ApiKeys", "X-Xynergy-Proof: (signed)");
        assertThat(ExplanationText.of(ask("/edited"))).doesNotContain("X-Xynergy-Proof");
    }
}
