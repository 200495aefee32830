package io.xynergy.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.policy.CompressionSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a route, the defaults of the policy and the built-in defaults come together. */
class DefaultsTest {

    private static final String SERVICES = "  services: [{name: crm, url: \"http://crm\"}]\n";

    private static GatewayConfig.Route route(String defaults, String fields) {
        String spec =
                defaults
                        + SERVICES
                        + "  routes:\n    - name: a\n      to: [{service: crm}]\n"
                        + fields.indent(6);
        return Documents.config(spec).routes().getFirst();
    }

    @Test
    void aRouteThatSaysNothingHasTheBuiltInDefaults() {
        GatewayConfig.Route route = route("", "");

        assertThat(route.timeoutMillis()).isEqualTo(30_000);
        assertThat(route.maxRequestBody()).isNull();
        assertThat(route.maxResponseBody()).isNull();
        assertThat(route.auth()).isEqualTo(GatewayConfig.AuthMode.NONE);
        assertThat(route.access()).isEqualTo(Access.NOBODY);
        assertThat(route.retry().attempts()).isEqualTo(1);
        assertThat(route.retry().on()).containsExactly(GatewayConfig.RetryOn.CONNECT_FAILURE);
        assertThat(route.rateLimits()).isEmpty();
        assertThat(route.compression()).isNull();
        assertThat(route.matches())
                .containsExactly(
                        new GatewayConfig.Match(List.of(), null, List.of(), List.of(), List.of()));
        assertThat(route.targets())
                .containsExactly(
                        new GatewayConfig.Target("crm", 1, GatewayConfig.HeaderEdits.NONE));
    }

    @Test
    void fieldsAreMergedOneByOne() {
        GatewayConfig.Retry retry =
                route(
                                "  defaults: {retry: {attempts: 3, perTryTimeout: 2s}}\n",
                                "retry: {\"on\": [Reset]}")
                        .retry();

        assertThat(retry.attempts()).isEqualTo(3);
        assertThat(retry.perTryTimeoutMillis()).isEqualTo(2000);
        assertThat(retry.on()).containsExactly(GatewayConfig.RetryOn.RESET);
    }

    @Test
    void aListReplacesAList() {
        String limits = "{name: %s, requests: 1, per: 1s, by: Ip}";
        List<RateLimit> merged =
                route(
                                "  defaults: {rateLimits: [" + limits.formatted("a") + "]}\n",
                                "rateLimits: [" + limits.formatted("b") + "]")
                        .rateLimits();

        assertThat(merged).extracting(RateLimit::name).containsExactly("b");
    }

    @Test
    void anEmptyListSwitchesOff() {
        GatewayConfig.Route route =
                route(
                        "  defaults: {rateLimits: [{name: a, requests: 1, per: 1s, by: Ip}],"
                                + " compression: {level: 9}}\n",
                        "rateLimits: []\ncompression: {encodings: []}");

        assertThat(route.rateLimits()).isEmpty();
        assertThat(route.compression()).isNull();
    }

    @Test
    void noMethodsToRepeatLeavesOnlyRequestsThatNeverLeft() {
        GatewayConfig.Retry retry =
                route("", "retry: {\"on\": [ConnectFailure, Reset, Status], methods: []}").retry();

        assertThat(retry.on()).containsExactly(GatewayConfig.RetryOn.CONNECT_FAILURE);
    }

    @Test
    void compressionIsFilledUpFromTheBuiltInDefaults() {
        CompressionConfig compression =
                route("  defaults: {compression: {level: 9}}\n", "compression: {minSize: 2Ki}")
                        .compression();

        assertThat(compression)
                .isEqualTo(
                        new CompressionConfig(
                                2048,
                                9,
                                List.of(
                                        CompressionSpec.Encoding.BR,
                                        CompressionSpec.Encoding.GZIP)));
    }

    @Test
    void anIdentityIsRequiredAsSoonAsSomebodyCanProveOne() {
        GatewayConfig.Route route = route("  auth: {apiKeys: [{name: acme}]}\n", "");

        assertThat(route.auth()).isEqualTo(GatewayConfig.AuthMode.REQUIRED);
        assertThat(route.access()).isEqualTo(new Access(List.of(), true, List.of(), List.of()));
    }

    @Test
    void aRouteThatListsIssuersTakesNoKeysUnlessItSaysSo() {
        String auth =
                "  auth: {apiKeys: [{name: acme}],"
                        + " issuers: [{name: fb, firebase: {project: xynergy-dev}}]}\n";

        assertThat(route(auth, "").access().apiKeys()).isTrue();
        assertThat(route(auth, "auth: {issuers: [fb]}").access().apiKeys()).isFalse();
        assertThat(route(auth, "auth: {issuers: [fb], apiKeys: true}").access().apiKeys()).isTrue();
    }

    @Test
    void rolesOfTheDefaultsStayWhenARouteChangesOnlyTheMode() {
        String auth = "  auth: {apiKeys: [{name: acme}]}\n  defaults: {auth: {roles: [admin]}}\n";

        GatewayConfig.Route route = route(auth, "auth: {mode: Optional}");

        assertThat(route.auth()).isEqualTo(GatewayConfig.AuthMode.OPTIONAL);
        assertThat(route.access().roles()).containsExactly("admin");
    }

    @Test
    void aServiceThatThePolicyRunsIsFoundByWhoeverKnows() {
        byte[] policy =
                Documents.policy(
                        "  services: [{name: crm, run: {image: \"crm:1\", port: 9090}}]\n");
        References nowhere =
                new References() {
                    @Override
                    public List<GatewayConfig.Address> addresses(String service, int port) {
                        return List.of();
                    }

                    @Override
                    public List<AuthConfig.KeyHash> keys(String apiKey) {
                        return List.of();
                    }
                };

        assertThat(addresses(Policies.compile(policy)))
                .containsExactly(new GatewayConfig.Address(GatewayConfig.Scheme.HTTP, "crm", 9090));
        assertThat(addresses(Policies.compile(policy, nowhere))).isEmpty();
    }

    private static @Nullable List<GatewayConfig.Address> addresses(CompileResult result) {
        return result instanceof CompileResult.Compiled compiled
                ? compiled.config().services().getFirst().addresses()
                : null;
    }

    @ParameterizedTest
    @CsvSource({"'', 8192", "'requestHead: 4Ki', 4096", "'requestHead: 64Ki', 8192"})
    void aRequestLineMayBeAsLongAsItsHeadIsLarge(String limits, int requestLine) {
        String spec = "  gateway: {limits: {responseFields: 50, %s}}\n".formatted(limits);

        assertThat(Documents.config(spec).gateway().limits())
                .extracting(HeadLimits::requestLine)
                .isEqualTo(requestLine);
    }
}
