package io.xynergy.policy.validation;

import static io.xynergy.policy.validation.FieldRules.alternatives;

import io.xynergy.policy.AuthSpec;
import io.xynergy.policy.Environment;
import io.xynergy.policy.PolicySpec;
import io.xynergy.policy.RouteAuth;
import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.document.Suggestion;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules about issuers, API keys, and who may use a route. */
final class AuthRules {

    private static final int MOST_ISSUERS = 16;
    private static final int MOST_KEYS = 1000;
    private static final int LONGEST_TEXT = 256;
    private static final int MOST_TEXTS = 32;
    private static final int MOST_TENANTS = 256;
    private static final Pattern PROJECT = Pattern.compile("[a-z][a-z0-9-]{4,28}[a-z0-9]");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PolicySpec spec;
    private final FieldRules fields;
    private final WireRules wire;
    private final Set<String> issuers = new LinkedHashSet<>();

    AuthRules(PolicySpec spec, FieldRules fields, WireRules wire) {
        this.spec = spec;
        this.fields = fields;
        this.wire = wire;
        spec.auth().issuers().stream().map(AuthSpec.Issuer::name).forEach(issuers::add);
    }

    void section(DocumentPath path) {
        List<AuthSpec.Issuer> all = spec.auth().issuers();
        DocumentPath issuerPath = path.field("issuers");
        fields.atMost(all, MOST_ISSUERS, issuerPath);
        fields.names(all, AuthSpec.Issuer::name, issuerPath);
        for (int i = 0; i < all.size(); i++) {
            issuer(all.get(i), issuerPath.item(i));
        }
        warnOfTenants(all, issuerPath);
        List<AuthSpec.ApiKey> keys = spec.auth().apiKeys();
        DocumentPath keyPath = path.field("apiKeys");
        fields.atMost(keys, MOST_KEYS, keyPath);
        fields.names(keys, AuthSpec.ApiKey::name, keyPath);
        for (int i = 0; i < keys.size(); i++) {
            apiKey(keys.get(i), keyPath.item(i));
        }
    }

    private void issuer(AuthSpec.Issuer issuer, DocumentPath path) {
        AuthSpec.Firebase firebase = issuer.firebase();
        AuthSpec.Oidc oidc = issuer.oidc();
        fields.exactlyOne(path, alternatives("firebase", firebase != null, "oidc", oidc != null));
        if (firebase != null) {
            DocumentPath place = path.field("firebase");
            boolean good = PROJECT.matcher(firebase.project()).matches();
            String project = Quote.of(firebase.project());
            fields.require(good, Rule.PROJECT, place.field("project"), project);
            tenants(firebase.tenants(), place);
        }
        if (oidc != null) {
            oidc(oidc, path.field("oidc"));
        }
    }

    private void oidc(AuthSpec.Oidc oidc, DocumentPath path) {
        addresses(oidc, path);
        List<String> audiences = oidc.audiences();
        List<String> clients = oidc.clients();
        fields.atLeastOne(
                path,
                alternatives("audiences", !audiences.isEmpty(), "clients", !clients.isEmpty()));
        texts(audiences, MOST_TEXTS, path.field("audiences"));
        texts(clients, MOST_TEXTS, path.field("clients"));
        tenants(oidc.tenants(), path);
        fields.require(!oidc.algorithms().isEmpty(), Rule.TOO_FEW, path.field("algorithms"));
        fields.different(oidc.algorithms(), path.field("algorithms"));
        claims(oidc.claims(), path.field("claims"));
        boolean compared = oidc.claims().client() == null || !clients.isEmpty();
        fields.require(compared, Rule.ONLY_WITH, path.field("claims").field("client"), "clients");
        boolean read = oidc.tenants().isEmpty() || oidc.claims().tenant() != null;
        fields.require(read, Rule.NEEDS, path, "tenants", "claims.tenant");
    }

    private void claims(AuthSpec.Claims claims, DocumentPath path) {
        fields.text(claims.user(), LONGEST_TEXT, path.field("user"));
        fields.text(claims.tenant(), LONGEST_TEXT, path.field("tenant"));
        fields.text(claims.roles(), LONGEST_TEXT, path.field("roles"));
        fields.text(claims.scopes(), LONGEST_TEXT, path.field("scopes"));
        fields.text(claims.client(), LONGEST_TEXT, path.field("client"));
    }

    /** Where keys come from, which nobody may write to but the issuer. */
    private void addresses(AuthSpec.Oidc oidc, DocumentPath path) {
        boolean development = spec.environment() == Environment.DEVELOPMENT;
        boolean onlyNamed = development && oidc.jwksUri() != null;
        wire.issuerUrl(oidc.issuer(), onlyNamed, path.field("issuer"));
        wire.keysUrl(oidc.jwksUri(), path.field("jwksUri"));
        if (!development) {
            warnOfPlain(oidc.issuer(), path.field("issuer"));
            warnOfPlain(oidc.jwksUri(), path.field("jwksUri"));
        }
    }

    private void warnOfPlain(@Nullable String url, DocumentPath path) {
        if (url != null && url.startsWith("http:")) {
            fields.warn(
                    path, "plain http works only on this machine; pods refuse it in production");
        }
    }

    /** A tenant of one issuer is the same as that of another with this name. */
    private void warnOfTenants(List<AuthSpec.Issuer> all, DocumentPath path) {
        if (all.stream().filter(AuthRules::namesTenants).count() < 2) {
            return;
        }
        for (int i = 0; i < all.size(); i++) {
            AuthSpec.Issuer issuer = all.get(i);
            if (namesTenants(issuer) && tenants(issuer).isEmpty()) {
                fields.warn(
                        path.item(i).field(issuer.oidc() == null ? "firebase" : "oidc"),
                        "without tenants this issuer may name those of the other issuers; list its"
                                + " own, or \"*\" for any");
            }
        }
    }

    private static boolean namesTenants(AuthSpec.Issuer issuer) {
        AuthSpec.Oidc oidc = issuer.oidc();
        return oidc == null || oidc.claims().tenant() != null;
    }

    private static List<String> tenants(AuthSpec.Issuer issuer) {
        AuthSpec.Oidc oidc = issuer.oidc();
        AuthSpec.Firebase firebase = issuer.firebase();
        return oidc != null ? oidc.tenants() : firebase != null ? firebase.tenants() : List.of();
    }

    private void tenants(List<String> tenants, DocumentPath form) {
        DocumentPath path = form.field("tenants");
        texts(tenants, MOST_TENANTS, path);
        for (int i = 0; i < tenants.size(); i++) {
            String tenant = tenants.get(i);
            int star = tenant.indexOf('*');
            boolean good = star < 0 || star == tenant.length() - 1;
            fields.require(good, Rule.TENANT, path.item(i), Quote.of(tenant));
        }
    }

    private void texts(List<String> texts, int most, DocumentPath path) {
        fields.atMost(texts, most, path);
        fields.different(texts, path);
        for (int i = 0; i < texts.size(); i++) {
            fields.text(texts.get(i), LONGEST_TEXT, path.item(i));
        }
    }

    private void apiKey(AuthSpec.ApiKey key, DocumentPath path) {
        fields.text(key.tenant(), 128, path.field("tenant"));
        wire.scopes(key.scopes(), path.field("scopes"));
        Duration every = key.rotateEvery();
        Duration overlap = key.overlap();
        fields.range(every, MINUTE, TrafficRules.YEAR.multipliedBy(10), path.field("rotateEvery"));
        fields.range(overlap, Duration.ZERO, TrafficRules.YEAR, path.field("overlap"));
        if (every != null && overlap != null) {
            boolean good = overlap.compareTo(every) < 0;
            DocumentPath place = path.field("overlap");
            fields.require(good, Rule.OVERLAP, place, Shown.of(overlap), Shown.of(every));
        }
    }

    /** The names that an auth section of a route or of the defaults uses. */
    void names(@Nullable RouteAuth auth, DocumentPath path) {
        if (auth == null) {
            return;
        }
        List<String> wanted = auth.issuers();
        if (wanted != null) {
            DocumentPath place = path.field("issuers");
            fields.atMost(wanted, MOST_ISSUERS, place);
            fields.different(wanted, place);
            for (int i = 0; i < wanted.size(); i++) {
                String name = wanted.get(i);
                if (!issuers.contains(name)) {
                    String ending =
                            issuers.isEmpty()
                                    ? "; there are none under spec.auth.issuers"
                                    : Suggestion.ending(name, issuers);
                    fields.report(Rule.UNKNOWN_ISSUER, place.item(i), Quote.of(name), ending);
                }
            }
        }
        wire.scopes(auth.roles(), path.field("roles"));
        wire.scopes(auth.scopes(), path.field("scopes"));
    }

    /** Checks who may use a route; gives the mode after defaults. */
    RouteAuth.Mode route(@Nullable RouteAuth auth, DocumentPath route) {
        DocumentPath path = route.field("auth");
        names(auth, path);
        EffectiveAuth merged = EffectiveAuth.of(auth, spec.defaults().auth(), spec.auth());
        boolean required = merged.mode() == RouteAuth.Mode.REQUIRED;
        if (required && spec.auth().isEmpty()) {
            fields.report(
                    Rule.NOBODY_CAN_PASS,
                    path,
                    "add an issuer or an API key under spec.auth, or set mode: None");
        } else if (required && merged.issuers().isEmpty() && !merged.apiKeys()) {
            fields.report(
                    Rule.NOBODY_CAN_PASS, path, "neither an issuer nor API keys are accepted here");
        }
        return merged.mode();
    }
}
