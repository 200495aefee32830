package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstRequestTest {

    private static final String TOKEN =
            "-H \"Authorization: Bearer $(bin/xynergy token --user ann --tenant acme)\" ";

    @Test
    void contactsAreBehindThePrefixThatTheRouteTakesAway() {
        assertThat(
                        request(
                                "{path: {prefix: /api/crm}}",
                                "rewrite: {prefix: /}, auth: {mode: None}, "))
                .contains("curl http://localhost:8080/api/crm/contacts");
    }

    @Test
    void aRouteThatAsksForProofGetsAToken() {
        assertThat(request("{path: {prefix: /contacts}}", "auth: {mode: Required}, "))
                .contains("curl " + TOKEN + "http://localhost:8080/contacts");
    }

    @Test
    void routesThatNeedMoreThanAPathAreLeftOut() {
        assertThat(request("{path: {regex: '/a.*'}}", "")).isEmpty();
        assertThat(request("{path: {prefix: /a}, hosts: [a.example.com]}", "")).isEmpty();
        assertThat(request("{path: {prefix: /a}, methods: [POST]}", "")).isEmpty();
        assertThat(request("{path: {prefix: /a}, headers: [{name: X-A, present: true}]}", ""))
                .isEmpty();
    }

    @Test
    void routesToWhatDoesNotRunHereAreLeftOut() {
        assertThat(request(Set.of("audit"), "{path: {prefix: /a}}", "")).isEmpty();
    }

    private static Optional<String> request(String match, String more) {
        return request(Set.of("crm"), match, more);
    }

    private static Optional<String> request(Set<String> here, String match, String more) {
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: small}
                spec:
                  auth:
                    issuers: [{name: corp, oidc: {issuer: "https://id.example.com", audiences: [a]}}]
                  services:
                    - {name: crm, run: {image: "crm:1"}}
                  routes:
                    - {name: old, match: [{path: {exact: /old}}], redirect: {status: 308, path: /}}
                    - {name: crm, %s match: [%s], to: [{service: crm}]}
                """
                        .formatted(more, match);
        CompileResult result = Policies.compile(policy.getBytes(UTF_8));
        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        return FirstRequest.of(
                ((CompileResult.Compiled) result).config(), here, "http://localhost:8080", "");
    }
}
