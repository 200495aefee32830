package io.xynergy.policy.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which matches are said never to be met. */
final class ShadowedMatchesTest {

    private static final String SAME = "route a has the same match and comes first";
    private static final String REGEX = "the prefix / of route a comes before any regex";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "path: {prefix: /x} | path: {prefix: /x} | " + SAME,
                "path: {prefix: /} | hosts: [] | " + SAME,
                "hosts: [A.example, b.example] | hosts: [b.example, a.example] | " + SAME,
                "methods: [GET, PUT] | methods: [PUT, GET] | " + SAME,
                "path: {prefix: /} | path: {regex: '/rx/[0-9]+'} | " + REGEX,
                "path: {prefix: /} | path: {regex: /rx}, methods: [GET] | " + REGEX,
                "hosts: [a.example] | hosts: [a.example], path: {regex: /rx} | " + REGEX,
                "path: {prefix: /} | hosts: [a.example], path: {regex: /rx} | none",
                "path: {prefix: /x} | path: {regex: /rx} | none",
                "path: {prefix: /}, methods: [GET] | path: {regex: /rx} | none",
                "path: {prefix: /x} | path: {exact: /x} | none",
                "path: {prefix: /x}, methods: [GET] | path: {prefix: /x} | none",
                "path: {prefix: /x}, scheme: https | path: {prefix: /x} | none"
            })
    void matchThatIsNeverMetIsWarnedOf(String one, String other, @Nullable String warning) {
        String first = "{name: a, match: [{%s}], to: [{service: s}]}".formatted(one);

        expect(first, other, warning);
    }

    /** It takes no request that is on HTTPS already. */
    @ParameterizedTest
    @CsvSource({"path: {prefix: /}", "path: {regex: /rx}"})
    void redirectHidesNothing(String other) {
        expect("{name: a, match: [{path: {prefix: /}}], redirect: {scheme: https}}", other, null);
    }

    private static void expect(String first, String other, @Nullable String warning) {
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: example}
                spec:
                  services: [{name: s, url: "http://s"}]
                  routes:
                    - %s
                    - {name: b, match: [{%s}], to: [{service: s}]}
                """
                        .formatted(first, other);
        CompileResult result = Policies.compile(policy);

        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        var warnings = ((CompileResult.Compiled) result).warnings();
        if (warning == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains("spec.routes[1].match[0]", warning);
        }
    }
}
