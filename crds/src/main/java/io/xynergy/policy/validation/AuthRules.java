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
            texts(firebase.tenants(), place.field("tenants"));
        }
        if (oidc != null) {
            oidc(oidc, path.field("oidc"));
        }
    }

    private void oidc(AuthSpec.Oidc oidc, DocumentPath path) {
        boolean plainAllowed = spec.environment() == Environment.DEVELOPMENT;
        wire.webUrl(oidc.issuer(), plainAllowed, path.field("issuer"));
        wire.webUrl(oidc.jwksUri(), plainAllowed, path.field("jwksUri"));
        fields.require(!oidc.audiences().isEmpty(), Rule.TOO_FEW, path.field("audiences"));
        texts(oidc.audiences(), path.field("audiences"));
        fields.require(!oidc.algorithms().isEmpty(), Rule.TOO_FEW, path.field("algorithms"));
        fields.different(oidc.algorithms(), path.field("algorithms"));
        DocumentPath claims = path.field("claims");
        fields.text(oidc.claims().user(), LONGEST_TEXT, claims.field("user"));
        fields.text(oidc.claims().tenant(), LONGEST_TEXT, claims.field("tenant"));
        fields.text(oidc.claims().roles(), LONGEST_TEXT, claims.field("roles"));
        fields.text(oidc.claims().scopes(), LONGEST_TEXT, claims.field("scopes"));
    }

    private void texts(List<String> texts, DocumentPath path) {
        fields.atMost(texts, 32, path);
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
                    String ending = Suggestion.ending(name, issuers);
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
