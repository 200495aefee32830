package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnservedSettingsTest {

    private static final String HEAD =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: p}
            spec:
            """;

    private static List<String> unserved(String spec) {
        var compiled = (CompileResult.Compiled) Policies.compile(HEAD + spec.indent(2));
        return UnservedSettings.of(compiled.config());
    }

    @Test
    void aPolicyThatRoutesIsServedWhole() {
        String spec =
                """
                services:
                  - {name: a, url: "http://127.0.0.1:1"}
                routes:
                  - {name: r, to: [{service: a}], retry: {attempts: 2, "on": [Reset]}}
                """;

        assertThat(unserved(spec)).isEmpty();
    }

    @Test
    void eachSettingThatHasNoEffectIsNamed() {
        String spec =
                """
                cors: {origins: ["https://a.example"]}
                audit: {mode: Async, routes: ["*"]}
                services:
                  - name: a
                    url: http://127.0.0.1:1
                    circuitBreaker: {failures: 5, openFor: 60s, halfOpenRequests: 1}
                routes:
                  - name: limited
                    to: [{service: a}]
                    rateLimits: [{name: l, requests: 1, per: 1m, by: Ip}]
                    cache: {ttl: 60s, scope: Public}
                """;

        assertThat(unserved(spec))
                .containsExactly(
                        "spec.cors has no effect yet",
                        "spec.audit records nothing yet",
                        "route limited: cache keeps nothing yet",
                        "service a: circuitBreaker has no effect yet");
    }
}
