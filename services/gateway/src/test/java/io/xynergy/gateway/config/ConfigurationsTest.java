package io.xynergy.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.steps.Steps;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.Ledgers;
import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.policy.compiled.Policies;
import io.xynergy.policy.compiled.References;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One version of the configuration after another. */
final class ConfigurationsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String POLICY =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: test}
            spec:
              services:
                - {name: one, url: "http://127.0.0.1:1"}
                - {name: two, url: "http://127.0.0.1:2"}
              routes:
                - {name: a, match: [{path: {prefix: /}}], to: [{service: one}]}
                - {name: b, match: [{path: {prefix: /b}}], to: [{service: two}]}
            """;

    private final Resolver resolver = new Resolver();
    private final TlsTransports tls = new TlsTransports(1, Ledgers.wide());
    private final Issuers issuers =
            new Issuers(
                    Optional.empty(),
                    new HealthChecks(),
                    new AuthCounters(new Meters()),
                    System::nanoTime);
    private final Authenticator authenticator =
            new Authenticator(
                    InstantSource.system(), System::nanoTime, new AuthCounters(new Meters()), null);
    private final Configurations configurations =
            new Configurations(
                    resolver,
                    new GatewayCounters(new Meters()),
                    InstantSource.fixed(NOW),
                    1,
                    new Compilation(
                            References.byName(),
                            new UpstreamTrust(PolicyFolder.of(Path.of("policy.yaml")), tls),
                            issuers,
                            new Steps(authenticator, new Limiter(1 << 20))));

    @AfterEach
    void close() {
        resolver.close();
        tls.close();
        issuers.close();
        authenticator.close();
    }

    private void accept(String policy) {
        assertThat(configurations.apply(policy.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void firstVersionIsInForceAtOnce() {
        assertThat(configurations.isReady()).isFalse();
        accept(POLICY);

        assertThat(configurations.isReady()).isTrue();
        assertThat(configurations.current().revision()).isEqualTo(1);
        assertThat(configurations.current().since()).isEqualTo(NOW);
        assertThat(configurations.current().pools()).hasSize(2);
    }

    @Test
    void sameContentInAnotherShapeIsNoNewVersion() {
        accept(POLICY);
        Snapshot before = configurations.current();

        accept("# said again\n" + POLICY);

        assertThat(configurations.current()).isSameAs(before);
    }

    @Test
    void servicesThatStayKeepTheirPoolsAndOthersGetNewOnes() {
        accept(POLICY);
        Snapshot before = configurations.current();

        accept(POLICY.replace("127.0.0.1:2", "127.0.0.1:3"));

        Snapshot after = configurations.current();
        assertThat(after.revision()).isEqualTo(2);
        assertThat(after.pools().get(0)).isSameAs(before.pools().get(0));
        assertThat(after.pools().get(1)).isNotSameAs(before.pools().get(1));
        assertThat(after.pools().get(1).endpoints().getFirst().known().socket().getPort())
                .isEqualTo(3);
    }

    @Test
    void refusedVersionChangesNothingAndIsRemembered() {
        accept(POLICY);
        Snapshot before = configurations.current();
        byte[] broken =
                POLICY.replace("service: two", "service: tow").getBytes(StandardCharsets.UTF_8);

        assertThat(configurations.apply(broken))
                .singleElement()
                .satisfies(error ->
                        assertThat(error.path()).isEqualTo("spec.routes[1].to[0].service"));

        assertThat(configurations.current()).isSameAs(before);
        Configurations.Rejection rejection =
                Objects.requireNonNull(configurations.rejection(), "it is remembered");
        assertThat(rejection.at()).isEqualTo(NOW);
        assertThat(rejection.errors()).hasSize(1);
    }

    @Test
    void versionInForceTakesTheRefusalAway() {
        accept(POLICY);
        configurations.apply("nonsense".getBytes(StandardCharsets.UTF_8));
        assertThat(configurations.rejection()).isNotNull();

        accept(POLICY);

        assertThat(configurations.rejection()).isNull();
        assertThat(configurations.current().revision()).isEqualTo(1);
    }

    @Test
    void firstVersionThatIsRefusedLeavesNone() {
        configurations.apply(new byte[0]);

        assertThat(configurations.isReady()).isFalse();
        assertThat(configurations.rejection()).isNotNull();
    }

    private Verdict take(String policy, long revision) {
        byte[] document = DeliveredGateway.compiled(policy);
        String digest = Policies.digest(document);
        return configurations.take(new Candidate(document, digest, revision, Origin.DELIVERED));
    }

    @Test
    void aLoopbackIssuerIsForTheFileOfALaptopAndForDevelopment() {
        String issuer =
                "{name: mine, oidc: {issuer: \"http://localhost:1/realms/a\", audiences: [a]}}";
        String production = POLICY + "  auth: {issuers: [" + issuer + "]}\n";
        String development = production + "  environment: development\n";

        assertThat(take(production, 1))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused ->
                                assertThat(refused.errors().getFirst().toString())
                                        .startsWith(
                                                "spec.auth.issuers[0].oidc.issuer: in a pod in"));
        assertThat(take(development, 2)).isInstanceOf(Verdict.Accepted.class);
        accept(production);
    }
}
