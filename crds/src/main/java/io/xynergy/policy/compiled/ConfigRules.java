package io.xynergy.policy.compiled;

import io.xynergy.policy.DataPlaneSpec.Limits;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Problems;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.validation.Upgrades;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a data plane takes for granted in a configuration that was read back: references that lead
 * somewhere, numbers that can be counted with. Every compiled policy keeps these rules.
 */
final class ConfigRules {

    /** Of milliseconds, whose nanoseconds still fit into a long; far more bytes than there are. */
    private static final long LARGEST = Long.MAX_VALUE / 1_000_000;

    private static final int LARGEST_PORT = 65_535;

    private final Problems problems = new Problems();
    private final Set<String> issuers = new HashSet<>();
    private final ConfigPatterns patterns = new ConfigPatterns(problems);
    private final Set<String> services = new HashSet<>();
    private final Set<String> routes = new HashSet<>();

    private ConfigRules() {}

    /** What is wrong, with its paths; places in the document are not known any more. */
    static List<PolicyError> check(GatewayConfig config) {
        var rules = new ConfigRules();
        DocumentPath root = DocumentPath.ROOT;
        rules.gateway(config.gateway(), root.field("gateway"));
        rules.auth(config.auth(), root.field("auth").field("issuers"));
        for (int i = 0; i < config.services().size(); i++) {
            rules.service(config.services().get(i), root.field("services").item(i));
        }
        for (int i = 0; i < config.routes().size(); i++) {
            rules.route(config.routes().get(i), root.field("routes").item(i));
        }
        return rules.problems.errors();
    }

    private void gateway(GatewayConfig.Gateway gateway, DocumentPath path) {
        between(0, gateway.drainMillis(), LARGEST, path.field("drainMillis"));
        Integer concurrency = gateway.concurrency();
        if (concurrency != null) {
            between(1, concurrency, Integer.MAX_VALUE, path.field("concurrency"));
        }
        GatewayConfig.ProxyProtocol proxyProtocol = gateway.proxyProtocol();
        if (proxyProtocol != null && proxyProtocol.from().isEmpty()) {
            problems.add(Rule.TOO_FEW, path.field("proxyProtocol").field("from"));
        }
        HeadLimits limits = gateway.limits();
        if (limits != null) {
            limits(limits, path.field("limits"));
        }
    }

    private void limits(HeadLimits limits, DocumentPath path) {
        int line = limits.requestLine();
        int head = limits.requestHead();
        between(
                Limits.LEAST_LINE.bytes(),
                line,
                Limits.MOST_LINE.bytes(),
                path.field("requestLine"));
        head(head, path.field("requestHead"));
        head(limits.responseHead(), path.field("responseHead"));
        fieldLines(limits.requestFields(), path.field("requestFields"));
        fieldLines(limits.responseFields(), path.field("responseFields"));
        if (line > head) {
            problems.add(Rule.MIN_OVER_MAX, path, "requestLine", line, "requestHead", head);
        }
    }

    private void head(int size, DocumentPath path) {
        between(Limits.LEAST_HEAD.bytes(), size, Limits.MOST_HEAD.bytes(), path);
    }

    private void fieldLines(int number, DocumentPath path) {
        between(Limits.LEAST_FIELDS, number, Limits.MOST_FIELDS, path);
    }

    /** An issuer must be bound to an audience or to clients, or its tokens for others would do. */
    private void auth(AuthConfig auth, DocumentPath path) {
        for (int i = 0; i < auth.issuers().size(); i++) {
            AuthConfig.Issuer issuer = auth.issuers().get(i);
            DocumentPath at = path.item(i);
            unique(issuer.name(), issuers, at.field("name"));
            if (issuer.audiences().isEmpty() && issuer.clients().isEmpty()) {
                problems.add(Rule.AT_LEAST_ONE, at, "audiences and clients");
            }
            if (!issuer.tenants().isEmpty() && issuer.claims().tenant() == null) {
                problems.add(Rule.NEEDS, at, "tenants", "claims.tenant");
            }
        }
    }

    private void service(GatewayConfig.Service service, DocumentPath path) {
        unique(service.name(), services, path.field("name"));
        between(1, service.connectTimeoutMillis(), LARGEST, path.field("connectTimeoutMillis"));
        between(1, service.maxConnections(), Integer.MAX_VALUE, path.field("maxConnections"));
        for (int i = 0; i < service.addresses().size(); i++) {
            GatewayConfig.Address address = service.addresses().get(i);
            DocumentPath at = path.field("addresses").item(i);
            between(1, address.port(), LARGEST_PORT, at.field("port"));
            if (address.host().isEmpty()) {
                problems.add(Rule.EMPTY_TEXT, at.field("host"));
            }
        }
    }

    private void route(GatewayConfig.Route route, DocumentPath path) {
        unique(route.name(), routes, path.field("name"));
        between(1, route.timeoutMillis(), LARGEST, path.field("timeoutMillis"));
        optional(0, route.maxRequestBody(), path.field("maxRequestBody"));
        optional(0, route.maxResponseBody(), path.field("maxResponseBody"));
        retry(route.retry(), path.field("retry"));
        if (route.matches().isEmpty()) {
            problems.add(Rule.TOO_FEW, path.field("matches"));
        }
        if (route.targets().isEmpty() == (route.redirect() == null)) {
            String found = route.targets().isEmpty() ? "neither" : "both";
            problems.add(Rule.EXACTLY_ONE, path, "targets and redirect", found);
        }
        targets(route.targets(), path.field("targets"));
        upgrades(route.upgrades(), path.field("upgrades"));
        patterns.check(route, path);
        GatewayConfig.Mirror mirror = route.mirror();
        if (mirror != null) {
            known(mirror.service(), path.field("mirror").field("service"));
            between(0, mirror.percent(), 100, path.field("mirror").field("percent"));
        }
    }

    private void upgrades(@Nullable List<String> names, DocumentPath path) {
        for (int i = 0; names != null && i < names.size(); i++) {
            if (!Upgrades.isAllowed(names.get(i))) {
                problems.add(Rule.UPGRADE, path.item(i), Quote.of(names.get(i)));
            }
        }
    }

    private void targets(List<GatewayConfig.Target> targets, DocumentPath path) {
        long sum = 0;
        for (int i = 0; i < targets.size(); i++) {
            GatewayConfig.Target target = targets.get(i);
            known(target.service(), path.item(i).field("service"));
            between(0, target.weight(), Integer.MAX_VALUE, path.item(i).field("weight"));
            sum += Math.max(0, target.weight());
        }
        between(0, sum, Integer.MAX_VALUE, path);
    }

    private void retry(GatewayConfig.Retry retry, DocumentPath path) {
        between(0, retry.attempts(), Integer.MAX_VALUE, path.field("attempts"));
        optional(1, retry.perTryTimeoutMillis(), path.field("perTryTimeoutMillis"));
        optional(0, retry.backoffInitialMillis(), path.field("backoffInitialMillis"));
        optional(0, retry.backoffMaxMillis(), path.field("backoffMaxMillis"));
    }

    private void unique(String name, Set<String> taken, DocumentPath path) {
        if (name.isEmpty()) {
            problems.add(Rule.EMPTY_TEXT, path);
        } else if (!taken.add(name)) {
            problems.add(Rule.DUPLICATE_ITEM, path, Quote.of(name));
        }
    }

    private void known(String service, DocumentPath path) {
        if (!services.contains(service)) {
            problems.add(Rule.UNKNOWN_SERVICE, path, Quote.of(service), "");
        }
    }

    private void optional(long least, @Nullable Long value, DocumentPath path) {
        if (value != null) {
            between(least, value, LARGEST, path);
        }
    }

    private void between(long least, long value, long most, DocumentPath path) {
        if (value < least || value > most) {
            problems.add(Rule.OUT_OF_RANGE, path, value, least, most);
        }
    }
}
