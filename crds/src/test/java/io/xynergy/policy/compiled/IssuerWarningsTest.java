package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.PolicyWarning;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is allowed of issuers but hardly meant. */
final class IssuerWarningsTest {

    private static final String TENANTS =
            "without tenants this issuer may name those of the other issuers; list its own, or"
                    + " \"*\" for any";

    private static CompileResult.Compiled compile(String environment, String... issuers) {
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: example}
                spec: {environment: %s, auth: {issuers: [%s]}}
                """
                        .formatted(environment, String.join(", ", issuers));
        return switch (Policies.compile(policy)) {
            case CompileResult.Compiled compiled -> compiled;
            case CompileResult.Rejected rejected ->
                    throw new AssertionError(rejected.errors().toString());
        };
    }

    private static List<String> warnings(String environment, String... issuers) {
        return compile(environment, issuers).warnings().stream()
                .map(warning -> new PolicyWarning(warning.path(), 0, 0, warning.message()))
                .map(PolicyWarning::toString)
                .toList();
    }

    private static String oidc(String name, String more) {
        return "{name: %s, oidc: {issuer: \"https://%s.example\", audiences: [a]%s}}"
                .formatted(name, name, more);
    }

    @Test
    void ofTwoIssuersThatNameTenantsEachIsBoundToItsOwn() {
        String claim = ", claims: {tenant: org}";

        assertThat(
                        warnings(
                                "production",
                                oidc("one", claim),
                                oidc("two", claim + ", tenants: [acme]"),
                                "{name: three, firebase: {project: xynergy-dev}}"))
                .containsExactly(
                        "spec.auth.issuers[0].oidc: " + TENANTS,
                        "spec.auth.issuers[2].firebase: " + TENANTS);
    }

    @Test
    void anIssuerAloneMayNameAnyTenant() {
        String claim = ", claims: {tenant: org}";

        assertThat(warnings("production", oidc("one", claim))).isEmpty();
        assertThat(warnings("production", oidc("one", claim), oidc("two", ""))).isEmpty();
    }

    @Test
    void whoWritesAStarMeansIt() {
        String any = ", claims: {tenant: org}, tenants: [\"*\"]";

        assertThat(warnings("production", oidc("one", any), oidc("two", any))).isEmpty();
    }

    @Test
    void aLoopbackIssuerIsForALaptop() {
        String keycloak =
                "{name: mine, oidc: {issuer: \"http://localhost:8080/realms/a\", audiences: [a]}}";

        assertThat(warnings("production", keycloak))
                .containsExactly(
                        "spec.auth.issuers[0].oidc.issuer: plain http works only on this machine; pods"
                                + " refuse it in production");
        assertThat(warnings("development", keycloak)).isEmpty();
    }

    @Test
    void aPodInProductionHasNoLoopbackIssuer() {
        String keycloak =
                "{name: mine, oidc: {issuer: \"http://localhost:8080/realms/a\", audiences: [a]}}";
        String keys =
                "{name: keys, oidc: {issuer: \"https://id.example\", audiences: [a], jwksUri:"
                        + " \"http://127.0.0.1/keys\"}}";

        assertThat(IssuerAddresses.unfitForPods(compile("production", keycloak, keys).config()))
                .extracting(PolicyError::toString)
                .containsExactly(
                        "spec.auth.issuers[0].oidc.issuer: in a pod in production an issuer is"
                                + " known by https, found http://localhost:8080/realms/a",
                        "spec.auth.issuers[1].oidc.jwksUri: in a pod in production an issuer is"
                                + " known by https, found http://127.0.0.1/keys");
        assertThat(IssuerAddresses.unfitForPods(compile("development", keycloak, keys).config()))
                .isEmpty();
        assertThat(IssuerAddresses.unfitForPods(compile("production", oidc("one", "")).config()))
                .isEmpty();
    }
}
