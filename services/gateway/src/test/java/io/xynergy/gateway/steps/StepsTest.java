package io.xynergy.gateway.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.auth.AccessRules;
import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of the steps, and which of them a route needs. */
final class StepsTest {

    private static final String HEAD =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: p}
            spec:
              auth:
                issuers:
                  - {name: people, firebase: {project: shop-1234}}
              services: [{name: a, url: "http://a.example"}]
              routes:
            """;

    private static final String PLAIN =
            """
            - name: plain
              match: [{path: {prefix: /a}}]
              to: [{service: a}]
              auth: {mode: None}
            """;

    private final AuthCounters counters = new AuthCounters(new Meters());
    private final Authenticator authenticator =
            new Authenticator(InstantSource.system(), System::nanoTime, counters, null);
    private final Issuers issuers =
            new Issuers(Optional.empty(), new HealthChecks(), counters, System::nanoTime);

    @AfterEach
    void close() {
        authenticator.close();
        issuers.close();
    }

    private String plan(String route) {
        CompileResult result = Policies.compile(HEAD + route.indent(4));
        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        var config = ((CompileResult.Compiled) result).config();
        return new Steps(authenticator, new Limiter(1 << 20))
                .of(config.name(), RouteTable.of(config), issuers.compile(config, AccessRules.NONE))
                .of(0)
                .toString();
    }

    @Test
    void routeWithEverythingHasTheStepsInTheirOrder() {
        assertThat(
                        plan(
                                """
                                - name: all
                                  match: [{path: {prefix: /a}}]
                                  to: [{service: a}]
                                  auth: {mode: Required, issuers: [people]}
                                  maxRequestBody: 1Mi
                                  rateLimits: [{name: all, requests: 1, per: 1s, by: User}]
                                  rewrite: {regex: "/a/(.*)", replace: "/b/$1"}
                                  headers: {response: {set: {X-A: b}}}
                                """))
                .isEqualTo(
                        "[WholeServer, EncodedSlashes, BodyLimit, KeptPath, Authentication,"
                                + " Authorization, RateLimits, RegexRewrite] Forward [HeaderEdits,"
                                + " RateLimitFields]");
    }

    @Test
    void everyRequestIsLookedAtBeforeItsRouteIsChosen() {
        var config = ((CompileResult.Compiled) Policies.compile(HEAD + PLAIN.indent(4))).config();
        assertThat(
                        new Steps(authenticator, new Limiter(1 << 20))
                                .of(
                                        config.name(),
                                        RouteTable.of(config),
                                        issuers.compile(config, AccessRules.NONE))
                                .first())
                .hasToString("[NormalPath, MaxForwards, LoopGuard]");
    }

    @Test
    void plainRouteHasOnlyWhatGuardsItsPath() {
        assertThat(plan(PLAIN)).isEqualTo("[EncodedSlashes, KeptPath] Forward []");
    }

    @Test
    void redirectIsAnActionBehindTheSameSteps() {
        assertThat(
                        plan(
                                """
                                - name: moved
                                  match: [{path: {prefix: /a}}]
                                  redirect: {prefix: /b}
                                """))
                .startsWith("[WholeServer, EncodedSlashes, ")
                .endsWith("] Redirection []");
    }
}
