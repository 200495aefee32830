package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.address.AddressBlocks;
import io.xynergy.gateway.auth.AccessRules;
import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.exchange.RequestStep;
import io.xynergy.gateway.exchange.RoutePlan;
import io.xynergy.gateway.exchange.RoutePlans;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.HeadLimits;
import io.xynergy.gateway.http.HttpDate;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.observe.AccessLogMode;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.proxy.Admission;
import io.xynergy.gateway.proxy.HealthPages;
import io.xynergy.gateway.proxy.ProxyServer;
import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.gateway.steps.Steps;
import io.xynergy.gateway.testing.Ledgers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.Policies;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the failure: the response has the standard form and the fields of its route. A step
 * behind those of the policy fails as the request's path says.
 */
final class EveryFailureIT {

    private static final String POLICY =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: failing}
            spec:
              services: [{name: a, url: "http://a.example"}]
              routes:
                - name: all
                  match: [{path: {prefix: /}}]
                  to: [{service: a}]
                  auth: {mode: None}
                  rateLimits:
                    - {name: each, requests: 1000000, per: 1h, by: Ip}
                  headers:
                    response: {set: {X-Edited: "yes"}, remove: [Server]}
            """;

    private static final InstantSource CLOCK = InstantSource.system();
    private static final MemoryLedger LEDGER = Ledgers.wide();
    private static final Meters METERS = new Meters();
    private static final GatewayCounters COUNTERS = new GatewayCounters(METERS);
    private static final AuthCounters AUTH = new AuthCounters(METERS);
    private static final Lanes LANES = Lanes.open(Lanes.Choice.AUTO, 1);
    private static final Authenticator AUTHENTICATOR =
            new Authenticator(CLOCK, System::nanoTime, AUTH, null);
    private static final Issuers ISSUERS =
            new Issuers(Optional.empty(), new HealthChecks(), AUTH, System::nanoTime);
    private static final AccessLog LOG =
            AccessLog.to(new AccessLogMode.Off(), OutputStream.nullOutputStream());
    private static final ProxyServer PROXY =
            new ProxyServer(
                    EveryFailureIT::snapshot,
                    new Admission(LEDGER),
                    COUNTERS,
                    new HealthPages(new HealthChecks(), Runnable::run),
                    new ErrorBodies(CLOCK),
                    LEDGER);
    private static final GatewayServer SERVER =
            new GatewayServer(PROXY, COUNTERS, LEDGER, ClientTimeouts.defaults().head());
    private static final Snapshot SNAPSHOT = made();

    private static Snapshot snapshot() {
        return SNAPSHOT;
    }

    private static Snapshot made() {
        GatewayConfig config = ((CompileResult.Compiled) Policies.compile(POLICY)).config();
        RouteTable routes = RouteTable.of(config);
        AccessRules access = ISSUERS.compile(config, AccessRules.NONE);
        RoutePlans served =
                new Steps(AUTHENTICATOR, new Limiter(1 << 20)).of(config.name(), routes, access);
        return new Snapshot(
                config,
                "",
                1,
                Instant.EPOCH,
                routes,
                new RoutePlans(served.first(), List.of(failing(served.of(0))), served.unrouted()),
                List.of(),
                List.of(COUNTERS.route("all")),
                AddressBlocks.of(List.of()),
                null,
                access,
                HeadLimits.DEFAULTS);
    }

    /** The same plan with one more step, which refuses. */
    private static RoutePlan failing(RoutePlan served) {
        List<RequestStep> steps = new ArrayList<>(served.before().all());
        steps.add(new Failing());
        return new RoutePlan(steps, served.action(), served.after());
    }

    /** Refuses for what the path names. */
    private static final class Failing implements RequestStep {

        @Override
        public Decision decide(Exchange exchange) {
            return Decision.Refuse.of(kind(exchange), "as it was asked");
        }

        @Override
        public List<String> reasons(Exchange exchange) {
            return List.of();
        }
    }

    private static FailureKind kind(Exchange exchange) {
        return FailureKind.valueOf(exchange.head().path().substring(1));
    }

    @BeforeAll
    static void listen() throws Exception {
        var context =
                new LaneContext(
                        LANES.all().getFirst(),
                        new Buffers(LEDGER, 1),
                        new HttpDate(CLOCK),
                        CLOCK,
                        () -> ThreadLocalRandom.current().nextLong(),
                        LOG.shard(),
                        ClientTimeouts.defaults());
        SERVER.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(context));
    }

    @AfterAll
    static void close() throws Exception {
        SERVER.close();
        PROXY.close();
        LANES.close();
        LOG.close();
        ISSUERS.close();
        AUTHENTICATOR.close();
    }

    private static RawClient ask(String method, FailureKind kind) throws Exception {
        return RawClient.connect(SERVER.port())
                .send(
                        "%s /%s HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n"
                                .formatted(method, kind));
    }

    private static void assertFields(Response response, FailureKind kind) {
        assertThat(response.status()).isEqualTo(kind.status());
        assertThat(response.value("Content-Type")).isEqualTo("application/json");
        assertThat(response.value("Content-Length")).matches("[1-9][0-9]*");
        assertThat(response.value("Date")).endsWith(" GMT");
        assertThat(response.value("X-Request-Id")).isNotEqualTo("mine").hasSizeGreaterThan(15);
        assertThat(response.value("X-Edited")).isEqualTo("yes");
        assertThat(response.value("RateLimit")).startsWith("\"each\";r=");
        assertThat(response.value("RateLimit-Policy")).startsWith("\"each\";q=1000000;w=");
        assertThat(response.value("X-RateLimit-Limit")).isEqualTo("1000000");
        assertThat(response.value("X-RateLimit-Remaining")).isNotEmpty();
        assertThat(response.value("X-RateLimit-Reset")).isNotEmpty();
        assertThat(response.values("Retry-After")).hasSize(kind.status() == 503 ? 1 : 0);
        assertThat(response.values("Allow")).hasSize(kind.status() == 405 ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLIENT_ABORTED") // nobody is there
    void responseHasTheStandardFormAndTheFieldsOfItsRoute(FailureKind kind) throws Exception {
        try (RawClient client = ask("GET", kind)) {
            Response response = client.read();

            assertFields(response, kind);
            assertThat(response.error("code")).isEqualTo(kind.code());
            assertThat(response.error("message")).startsWith(kind.message());
            assertThat(response.error("requestId")).isEqualTo(response.value("X-Request-Id"));
            assertThat(Instant.parse(response.error("timestamp"))).isBefore(Instant.MAX);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLIENT_ABORTED") // nobody is there
    void responseToHeadHasTheSameFieldsAndNoBody(FailureKind kind) throws Exception {
        try (RawClient client = ask("HEAD", kind)) {
            Response response = client.readToHead();

            assertFields(response, kind);
            assertThat(response.body()).isEmpty();
        }
    }
}
