package io.xynergy.policy.validation;

import static io.xynergy.policy.validation.FieldRules.alternatives;

import io.xynergy.policy.PolicySpec;
import io.xynergy.policy.RetrySpec;
import io.xynergy.policy.RouteAuth;
import io.xynergy.policy.RouteDefaults;
import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.ServiceSpec;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.document.Suggestion;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Rules about routes and the defaults that they start from. */
final class RouteRules {

    private static final int MOST_WEIGHT = 1_000_000;

    private final PolicySpec spec;
    private final FieldRules fields;
    private final WireRules wire;
    private final MatchRules matches;
    private final HeaderRules headers;
    private final ChangeRules changes;
    private final TrafficRules traffic;
    private final AuthRules auth;
    private final Set<String> services = new LinkedHashSet<>();

    RouteRules(PolicySpec spec, FieldRules fields, WireRules wire, AuthRules auth) {
        this.spec = spec;
        this.fields = fields;
        this.wire = wire;
        this.headers = new HeaderRules(fields);
        this.matches = new MatchRules(fields, wire, headers);
        this.changes = new ChangeRules(fields, wire);
        this.traffic = new TrafficRules(fields, wire, headers);
        this.auth = auth;
        spec.services().stream().map(ServiceSpec::name).forEach(services::add);
    }

    void defaults(DocumentPath path) {
        RouteDefaults defaults = spec.defaults();
        auth.names(defaults.auth(), path.field("auth"));
        traffic.timeout(defaults.timeout(), path.field("timeout"));
        traffic.body(defaults.maxRequestBody(), path.field("maxRequestBody"));
        traffic.body(defaults.maxResponseBody(), path.field("maxResponseBody"));
        traffic.rateLimits(defaults.rateLimits(), path.field("rateLimits"));
        traffic.retry(defaults.retry(), path.field("retry"));
        traffic.compression(defaults.compression(), path.field("compression"));
        Duration oneTry = defaults.retry().perTryTimeout();
        DocumentPath place = path.field("retry").field("perTryTimeout");
        traffic.tryWithin(oneTry, defaults.timeout(), place);
    }

    void routes(DocumentPath path) {
        List<RouteSpec> routes = spec.routes();
        fields.atMost(routes, 10_000, path);
        fields.names(routes, RouteSpec::name, path);
        for (int i = 0; i < routes.size(); i++) {
            route(routes.get(i), path.item(i));
        }
        new ShadowedMatches(fields).check(routes, path);
    }

    private void route(RouteSpec route, DocumentPath path) {
        boolean encodedSlashes = route.allowEncodedSlashes();
        matches.check(route.match(), encodedSlashes, path.field("match"));
        headers.headers(route.headers(), path.field("headers"));
        wire.upgrades(route.upgrades(), path.field("upgrades"));
        destination(route, path);
        changes.rewrite(route.rewrite(), route.match(), encodedSlashes, path.field("rewrite"));
        changes.redirect(route.redirect(), route.match(), encodedSlashes, path.field("redirect"));
        limits(route, path);
        boolean callersKnown = auth.route(route.auth(), path) != RouteAuth.Mode.NONE;
        traffic.cache(route.cache(), callersKnown, path.field("cache"));
    }

    private void limits(RouteSpec route, DocumentPath path) {
        traffic.timeout(route.timeout(), path.field("timeout"));
        traffic.body(route.maxRequestBody(), path.field("maxRequestBody"));
        traffic.body(route.maxResponseBody(), path.field("maxResponseBody"));
        traffic.rateLimits(route.rateLimits(), path.field("rateLimits"));
        traffic.compression(route.compression(), path.field("compression"));
        RetrySpec retry = route.retry();
        traffic.retry(retry, path.field("retry"));
        Duration timeout = route.timeout();
        Duration whole = timeout == null ? spec.defaults().timeout() : timeout;
        Duration oneTry = retry == null ? null : retry.perTryTimeout();
        if (oneTry == null && timeout != null) {
            Duration common = spec.defaults().retry().perTryTimeout();
            traffic.tryWithin(common, whole, path.field("timeout"));
        } else {
            DocumentPath place = path.field("retry").field("perTryTimeout");
            traffic.tryWithin(oneTry, whole, place);
        }
    }

    private void destination(RouteSpec route, DocumentPath path) {
        boolean redirects = route.redirect() != null;
        fields.exactlyOne(path, alternatives("to", !route.to().isEmpty(), "redirect", redirects));
        DocumentPath to = path.field("to");
        fields.atMost(route.to(), WireRules.MOST_ITEMS, to);
        int total = 0;
        for (int i = 0; i < route.to().size(); i++) {
            RouteSpec.Target target = route.to().get(i);
            service(target.service(), to.item(i).field("service"));
            fields.range(target.weight(), 0, MOST_WEIGHT, to.item(i).field("weight"));
            headers.headers(target.headers(), to.item(i).field("headers"));
            total += Math.clamp(target.weight(), 0, MOST_WEIGHT);
        }
        fields.require(total > 0 || route.to().isEmpty(), Rule.NO_WEIGHT, to);
        RouteSpec.Mirror mirror = route.mirror();
        if (mirror != null) {
            service(mirror.service(), path.field("mirror").field("service"));
            fields.range(mirror.percent(), 0, 100, path.field("mirror").field("percent"));
        }
        if (redirects) {
            fields.require(mirror == null, Rule.ONLY_WITH, path.field("mirror"), "to");
            boolean rewrites = route.rewrite() != null;
            fields.require(!rewrites, Rule.ONLY_WITH, path.field("rewrite"), "to");
            fields.require(route.cache() == null, Rule.ONLY_WITH, path.field("cache"), "to");
            boolean upgrades = route.upgrades() != null;
            fields.require(!upgrades, Rule.ONLY_WITH, path.field("upgrades"), "to");
        }
    }

    private void service(String name, DocumentPath path) {
        if (!services.contains(name)) {
            String ending = Suggestion.ending(name, services);
            fields.report(Rule.UNKNOWN_SERVICE, path, Quote.of(name), ending);
        }
    }
}
