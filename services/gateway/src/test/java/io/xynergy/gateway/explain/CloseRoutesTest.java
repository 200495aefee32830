package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.explain.Explanation.Near;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which routes came close to a request, and what kept them from it. */
final class CloseRoutesTest {

    private static final String POLICY =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: p}
            spec:
              defaults: {auth: {mode: None}}
              services: [{name: a, url: "http://a.example"}]
              routes:
                - {name: root, match: [{path: {prefix: /}, hosts: [root.example]}], to: [{service: a}]}
                - {name: get, match: [{path: {prefix: /orders}, methods: [GET]}], to: [{service: a}]}
                - name: test
                  match: [{path: {prefix: /orders}, methods: [GET], headers: [{name: X-Env, value: test}]}]
                  to: [{service: a}]
                - name: beta
                  match: [{path: {prefix: /orders}, methods: [GET], query: [{name: v, regex: "2.*"}]}]
                  to: [{service: a}]
                - {name: one, match: [{path: {exact: /orders/1}, hosts: ["*.x.example"]}], to: [{service: a}]}
                - {name: two, match: [{path: {exact: /orders/1}, hosts: [y.x.example]}], to: [{service: a}]}
                - {name: digits, match: [{path: {regex: "/orders/[0-9]+"}}], to: [{service: a}]}
                - {name: tls, match: [{path: {prefix: /safe}, scheme: https}], to: [{service: a}]}
                - name: keyed
                  match: [{path: {prefix: /keyed}, headers: [{name: X-Secret-Token, value: hush}]}]
                  to: [{service: a}]
                - name: self
                  match: [{path: {prefix: /self}}]
                  redirect: {path: /self/here}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | a.example | /orders | none"
                        + " | get: it wants method GET; test: it wants method GET, it wants header"
                        + " x-env = test; beta: it wants method GET, it wants query v ~ 2.*",
                "GET | a.example | /orders | get"
                        + " | test: it wants header x-env = test; beta: it wants query v ~ 2.*",
                "GET | y.x.example | /orders/1 | two"
                        + " | get: it would take it, but a more specific host comes first;"
                        + " one: it would take it, but a more specific host comes first",
                "GET | x.x.example | /orders/1 | one"
                        + " | get: it would take it, but a more specific host comes first",
                "GET | z.example | /orders/7 | get"
                        + " | digits: it would take it, but exact paths come before prefixes, and"
                        + " regular expressions last",
                "GET | a.example | /safe | none | tls: it wants scheme https",
                "GET | a.example | /keyed | none | keyed: it wants header x-secret-token = (not"
                        + " shown)",
                "GET | a.example | /self/here | none | self: its redirect would lead back to the"
                        + " same URL",
                "GET | a.example | /order | none | get: it wants path prefix /orders",
            })
    void theClosestComeFirstWithWhatTheyLack(
            String method, String host, String target, String route, String close)
            throws Exception {
        try (LocalExplainer explainer = Asking.of(POLICY)) {
            Question asked =
                    new Question(
                            method,
                            target,
                            List.of(new Question.Header("Host", host)),
                            null,
                            null,
                            null,
                            null);
            Explanation explanation = explainer.explain(asked);

            assertThat(explanation.route() == null ? "none" : explanation.route().name())
                    .isEqualTo(route);
            assertThat(words(explanation.close())).startsWith(close);
        }
    }

    private static String words(List<Near> close) {
        return close.stream()
                .map(near -> near.route() + ": " + String.join(", ", near.misses()))
                .collect(Collectors.joining("; "));
    }
}
