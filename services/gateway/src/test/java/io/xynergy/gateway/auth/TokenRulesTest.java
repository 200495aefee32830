package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSHeader;
import io.xynergy.policy.AuthSpec.Algorithm;
import io.xynergy.policy.compiled.AuthConfig;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be true of a token besides its signature, each rule by itself. */
final class TokenRulesTest {

    private static final long NOW = 1_800_000_000;
    private static final String ISSUER = "https://id.example";
    private static final String PROJECT = "https://securetoken.google.com/demo-project";

    private final Map<String, @Nullable Object> claims =
            new HashMap<>(Map.of("iss", ISSUER, "aud", "xynergy", "sub", "ann", "exp", NOW + 600L));

    private static AuthConfig.Issuer settings(String issuer, List<String> tenants) {
        boolean firebase = issuer.equals(PROJECT);
        return new AuthConfig.Issuer(
                "corp",
                issuer,
                List.of(firebase ? "demo-project" : "xynergy", "other"),
                List.of(),
                null,
                List.of(Algorithm.RS256, Algorithm.EDDSA),
                new AuthConfig.Claims(
                        "sub", firebase ? "firebase.tenant" : "org", "roles", "scope", null),
                tenants);
    }

    private static final TokenRules RULES = new TokenRules(settings(ISSUER, List.of()));
    private static final TokenRules FIREBASE = new TokenRules(settings(PROJECT, List.of()));

    private @Nullable TokenFault claims() {
        return RULES.claims(new ClaimReader(claims), NOW);
    }

    private @Nullable TokenFault with(String claim, Object value) {
        claims.put(claim, value);
        return claims();
    }

    private @Nullable TokenFault without(String claim) {
        claims.remove(claim);
        return claims();
    }

    private static @Nullable TokenFault header(TokenRules rules, String json) {
        try {
            return rules.header(JWSHeader.parse(json));
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static @Nullable TokenFault header(String members) {
        return header(RULES, "{\"alg\":\"RS256\"" + members + "}");
    }

    @Test
    void goodClaimsPass() {
        assertThat(claims()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "EdDSA", "Ed25519"})
    void anAlgorithmOfThePolicyPasses(String algorithm) {
        assertThat(header(RULES, "{\"alg\":\"" + algorithm + "\"}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "PS256", "ES256", "HS256", "HS512", "rs256", "Ed448", "x", ""})
    void anyOtherAlgorithmIsRefused(String algorithm) {
        assertThat(header(RULES, "{\"alg\":\"" + algorithm + "\"}"))
                .isEqualTo(TokenFault.ALGORITHM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JWT",
                "jwt",
                "at+jwt",
                "AT+JWT",
                "application/at+jwt",
                "application/jwt",
                "Application/JWT",
                "APPLICATION/AT+JWT"
            })
    void idTokensAndAccessTokensPass(String type) {
        assertThat(header(",\"typ\":\"" + type + "\"")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logout+jwt",
                "secevent+jwt",
                "dpop+jwt",
                "application/logout+jwt",
                "application/",
                "application/application/jwt",
                "application/jwt;a=b",
                "text/jwt",
                "/jwt",
                "JWE",
                ""
            })
    void tokensForAnotherPurposeAreRefused(String type) {
        assertThat(header(",\"typ\":\"" + type + "\"")).isEqualTo(TokenFault.TYPE);
    }

    @Test
    void nestedTokensAreRefused() {
        assertThat(header(",\"cty\":\"JWT\"")).isEqualTo(TokenFault.TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"crit\":[\"exp\"],\"exp\":1",
                ",\"crit\":[\"b64\"],\"b64\":true",
                ",\"crit\":[\"b64\"],\"b64\":false"
            })
    void criticalExtensionsAreRefused(String members) {
        assertThat(header(members)).isEqualTo(TokenFault.CRITICAL);
    }

    @Test
    void theIssuerIsComparedExactly() {
        assertThat(with("iss", ISSUER + "/")).isEqualTo(TokenFault.ISSUER);
        assertThat(with("iss", "HTTPS://id.example")).isEqualTo(TokenFault.ISSUER);
        assertThat(without("iss")).isEqualTo(TokenFault.ISSUER);
    }

    @Test
    void oneAudienceOfThePolicyIsNeeded() {
        assertThat(with("aud", "elsewhere")).isEqualTo(TokenFault.AUDIENCE);
        assertThat(with("aud", List.of())).isEqualTo(TokenFault.AUDIENCE);
        assertThat(without("aud")).isEqualTo(TokenFault.AUDIENCE);
        assertThat(with("aud", List.of("other"))).isNull();
    }

    @Test
    void ourAudienceAmongSeveralIsEnough() {
        assertThat(with("aud", List.of("xynergy", "account"))).isNull();
        assertThat(with("aud", List.of("account", "xynergy"))).isNull();
        assertThat(with("azp", "")).isNull();
        assertThat(with("azp", "web-client")).isNull();
        assertThat(with("aud", List.of("account", "else"))).isEqualTo(TokenFault.AUDIENCE);
    }

    private static TokenRules clients(List<String> audiences, @Nullable String claim) {
        AuthConfig.Issuer plain = settings(ISSUER, List.of());
        AuthConfig.Claims names = new AuthConfig.Claims("sub", "org", "roles", "scope", claim);
        return new TokenRules(
                new AuthConfig.Issuer(
                        plain.name(),
                        plain.issuer(),
                        audiences,
                        List.of("web", "app"),
                        null,
                        plain.algorithms(),
                        names,
                        List.of()));
    }

    private @Nullable TokenFault by(TokenRules rules, Map<String, Object> changes) {
        Map<String, @Nullable Object> all = new HashMap<>(claims);
        all.putAll(changes);
        return rules.claims(new ClaimReader(all), NOW);
    }

    @Test
    void aTokenIsIssuedToAClientOfThePolicy() {
        TokenRules rules = clients(List.of("xynergy"), null);

        assertThat(by(rules, Map.of("azp", "web"))).isNull();
        assertThat(by(rules, Map.of("client_id", "app"))).isNull();
        assertThat(by(rules, Map.of("azp", "web", "client_id", "web"))).isNull();
        assertThat(by(rules, Map.of())).isEqualTo(TokenFault.CLIENT);
        for (Object client : List.of("else", "WEB", "", 7L, List.of("web"), Map.of("web", 1L))) {
            assertThat(by(rules, Map.of("azp", client))).isEqualTo(TokenFault.CLIENT);
            assertThat(by(rules, Map.of("azp", "web", "client_id", client)))
                    .isEqualTo(TokenFault.CLIENT);
            assertThat(by(rules, Map.of("client_id", client))).isEqualTo(TokenFault.CLIENT);
        }
    }

    @Test
    void thePolicyMayNameTheClaimOfTheClient() {
        TokenRules rules = clients(List.of("xynergy"), "appid");

        assertThat(by(rules, Map.of("appid", "web", "azp", "else"))).isNull();
        assertThat(by(rules, Map.of("azp", "web"))).isEqualTo(TokenFault.CLIENT);
        assertThat(by(rules, Map.of("appid", "else"))).isEqualTo(TokenFault.CLIENT);
    }

    @Test
    void withoutAudiencesATokenHasNoneAndAClient() {
        TokenRules rules = clients(List.of(), null);
        claims.remove("aud");

        assertThat(by(rules, Map.of("client_id", "web"))).isNull();
        assertThat(by(rules, Map.of("client_id", "web", "aud", List.of()))).isNull();
        assertThat(by(rules, Map.of("client_id", "else"))).isEqualTo(TokenFault.CLIENT);
        assertThat(by(rules, Map.of())).isEqualTo(TokenFault.CLIENT);
        for (Object audience : List.of("web", "xynergy", "", List.of("web"), List.of(1L), 1L)) {
            assertThat(by(rules, Map.of("client_id", "web", "aud", audience)))
                    .isEqualTo(TokenFault.AUDIENCE);
        }
    }

    @Test
    void withAudiencesAClientDoesNotStandInForOne() {
        TokenRules rules = clients(List.of("xynergy"), null);
        claims.remove("aud");

        assertThat(by(rules, Map.of("client_id", "web"))).isEqualTo(TokenFault.AUDIENCE);
    }

    @Test
    void whatTellsOfAnEventGivesNobodyARight() {
        String logout = "http://schemas.openid.net/event/backchannel-logout";

        assertThat(with("events", Map.of(logout, Map.of()))).isEqualTo(TokenFault.TYPE);
    }

    @Test
    void anExpiryIsNeeded() {
        assertThat(without("exp")).isEqualTo(TokenFault.CLAIM);
        assertThat(with("exp", "soon")).isEqualTo(TokenFault.CLAIM);
    }

    @Test
    void expiryHasAMinuteOfSkew() {
        assertThat(with("exp", NOW - 59)).isNull();
        assertThat(with("exp", NOW - 60)).isEqualTo(TokenFault.EXPIRED);
    }

    @Test
    void notBeforeHasAMinuteOfSkew() {
        assertThat(with("nbf", NOW + 60)).isNull();
        assertThat(with("nbf", NOW + 61)).isEqualTo(TokenFault.NOT_YET_VALID);
    }

    @Test
    void tokensAreNotIssuedInTheFuture() {
        assertThat(with("iat", NOW + 60)).isNull();
        assertThat(with("iat", NOW + 61)).isEqualTo(TokenFault.NOT_YET_VALID);
    }

    @Test
    void aSubjectIsNeeded() {
        assertThat(without("sub")).isEqualTo(TokenFault.SUBJECT);
        assertThat(with("sub", "")).isEqualTo(TokenFault.SUBJECT);
        assertThat(with("sub", 42L)).isEqualTo(TokenFault.SUBJECT);
        assertThat(with("sub", "x".repeat(129))).isEqualTo(TokenFault.SUBJECT);
        assertThat(with("sub", "x".repeat(128))).isNull();
    }

    private @Nullable TokenFault bound(List<String> tenants, @Nullable Object tenant) {
        Map<String, @Nullable Object> all = new HashMap<>(claims);
        all.put("org", tenant);
        return new TokenRules(settings(ISSUER, tenants)).claims(new ClaimReader(all), NOW);
    }

    @Test
    void theTenantMustBeOneOfThoseThatThePolicyNames() {
        List<String> tenants = List.of("acme", "trial-*", "42");

        assertThat(bound(tenants, "acme")).isNull();
        assertThat(bound(tenants, "trial-7")).isNull();
        assertThat(bound(tenants, "trial-")).isNull();
        assertThat(bound(tenants, 42L)).isNull();
        for (String other : List.of("globex", "acme2", "trial", "Acme", "ACME", " acme", "acme ")) {
            assertThat(bound(tenants, other)).as(other).isEqualTo(TokenFault.TENANT);
        }
    }

    @Test
    void whatLooksLikeATenantIsAnother() {
        String composed = "Z\u00fcrich";
        String decomposed = "Zu\u0308rich";

        assertThat(bound(List.of(composed), composed)).isNull();
        assertThat(bound(List.of(composed), decomposed)).isEqualTo(TokenFault.TENANT);
        assertThat(bound(List.of("acme"), "\u0430cme")).isEqualTo(TokenFault.TENANT);
        assertThat(bound(List.of("acme"), "acme\u200b")).isEqualTo(TokenFault.TENANT);
        assertThat(bound(List.of("acme"), "\uff41cme")).isEqualTo(TokenFault.TENANT);
    }

    @Test
    void whereTenantsAreBoundATokenNamesOne() {
        for (List<String> tenants : List.of(List.of("acme"), List.of("*"))) {
            assertThat(bound(tenants, null)).isEqualTo(TokenFault.NO_TENANT);
            assertThat(bound(tenants, "")).isEqualTo(TokenFault.NO_TENANT);
        }
        assertThat(bound(List.of("*"), "whoever")).isNull();
        assertThat(bound(List.of(), null)).isNull();
    }

    @Test
    void aTenantIsATextOrANumber() {
        for (Object odd : List.of(List.of("acme"), Map.of("acme", 1L), true, 4.2, "a\u0000b")) {
            for (List<String> tenants : List.of(List.of("acme"), List.of("*"))) {
                assertThat(bound(tenants, odd)).isEqualTo(TokenFault.CLAIM);
            }
        }
    }

    @Test
    void firebaseNeedsAKeyId() {
        assertThat(header(FIREBASE, "{\"alg\":\"RS256\"}")).isEqualTo(TokenFault.KEY);
        assertThat(header(FIREBASE, "{\"alg\":\"RS256\",\"kid\":\"\"}")).isEqualTo(TokenFault.KEY);
        assertThat(header(FIREBASE, "{\"alg\":\"RS256\",\"kid\":\"k\"}")).isNull();
        assertThat(header("")).isNull();
    }

    private @Nullable TokenFault firebase() {
        return FIREBASE.claims(new ClaimReader(claims), NOW);
    }

    @Test
    void firebaseSaysWhenItsUserSignedIn() {
        claims.putAll(Map.of("iss", PROJECT, "aud", "demo-project", "iat", NOW));

        assertThat(firebase()).isEqualTo(TokenFault.CLAIM);
        claims.put("auth_time", NOW + 61);
        assertThat(firebase()).isEqualTo(TokenFault.NOT_YET_VALID);
        claims.put("auth_time", NOW - 10_000);
        assertThat(firebase()).isNull();
        claims.remove("iat");
        assertThat(firebase()).isEqualTo(TokenFault.CLAIM);
    }

    @Test
    void customTokensOfFirebaseAreForAnotherAudience() {
        claims.putAll(Map.of("iss", PROJECT, "iat", NOW, "auth_time", NOW));
        claims.put(
                "aud",
                "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit");

        assertThat(firebase()).isEqualTo(TokenFault.AUDIENCE);
    }

    @Test
    void theTenantOfFirebaseIsIdentityPlatformsOrElseACustomClaim() {
        claims.put("tenant", "custom");
        assertThat(FIREBASE.tenant(new ClaimReader(claims))).isEqualTo("custom");

        claims.put("firebase", Map.of("tenant", "platform"));
        assertThat(FIREBASE.tenant(new ClaimReader(claims))).isEqualTo("platform");
        assertThat(RULES.tenant(new ClaimReader(claims))).isNull();
    }

    @Test
    void theTenantsOfThePolicyHoldForCustomTenantsOfFirebaseToo() {
        var rules = new TokenRules(settings(PROJECT, List.of("acme")));
        claims.putAll(Map.of("iss", PROJECT, "aud", "demo-project", "iat", NOW));
        claims.putAll(Map.of("auth_time", NOW, "tenant", "acme"));

        assertThat(rules.claims(new ClaimReader(claims), NOW)).isNull();
        claims.put("tenant", "globex");
        assertThat(rules.claims(new ClaimReader(claims), NOW)).isEqualTo(TokenFault.TENANT);
        claims.put("firebase", Map.of("tenant", "acme"));
        assertThat(rules.claims(new ClaimReader(claims), NOW)).isNull();
        claims.putAll(Map.of("tenant", "acme", "firebase", Map.of("tenant", "globex")));
        assertThat(rules.claims(new ClaimReader(claims), NOW)).isEqualTo(TokenFault.TENANT);
    }
}
