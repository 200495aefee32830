package io.xynergy.gateway.auth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import io.xynergy.policy.AuthSpec.Algorithm;
import io.xynergy.policy.compiled.AuthConfig;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of a token besides its signature: RFC 7519 and RFC 8725, OpenID Connect Core
 * 3.1.3.7, and what Firebase says of its own tokens.
 */
final class TokenRules {

    /** How far the issuer's clock may be from ours. */
    static final double SKEW_SECONDS = 60;

    private static final String FIREBASE = "https://securetoken.google.com/";
    private static final String FIREBASE_TENANT = "firebase.tenant";

    /** ID tokens and others of no type, and access tokens (RFC 9068, 2.1); in lower case. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    /** May be left out of a type (RFC 7515, 4.1.9). */
    private static final String APPLICATION = "application/";

    /** Who asked for the token: OpenID Connect Core, 2, and RFC 9068, 2.2. */
    private static final List<String> CLIENT = List.of("azp", "client_id");

    private final AuthConfig.Issuer issuer;
    private final Set<String> algorithms;
    private final List<String> clientClaims;
    private final Tenants tenants;
    private final boolean firebase;

    TokenRules(AuthConfig.Issuer issuer) {
        this.issuer = issuer;
        this.algorithms =
                issuer.algorithms().stream()
                        .flatMap(TokenRules::names)
                        .collect(Collectors.toUnmodifiableSet());
        String client = issuer.claims().client();
        this.clientClaims = client == null ? CLIENT : List.of(client);
        this.tenants = new Tenants(issuer.tenants());
        this.firebase = issuer.issuer().startsWith(FIREBASE);
    }

    /** RFC 9864 gave EdDSA on the one curve that is in use a name of its own. */
    private static Stream<String> names(Algorithm algorithm) {
        return algorithm == Algorithm.EDDSA
                ? Stream.of("EdDSA", "Ed25519")
                : Stream.of(algorithm.name());
    }

    /** What is wrong with the header, or null. */
    @Nullable TokenFault header(JWSHeader header) {
        if (!algorithms.contains(header.getAlgorithm().getName())) {
            return TokenFault.ALGORITHM;
        }
        if (!isKnown(header.getType()) || header.getContentType() != null) {
            return TokenFault.TYPE;
        }
        // Nothing that could be critical is understood here (RFC 7515, 4.1.11).
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            return TokenFault.CRITICAL;
        }
        String id = header.getKeyID();
        return firebase && (id == null || id.isEmpty()) ? TokenFault.KEY : null;
    }

    private static boolean isKnown(@Nullable JOSEObjectType type) {
        if (type == null) {
            return true;
        }
        String name = type.getType().toLowerCase(Locale.ROOT);
        return TYPES.contains(
                name.startsWith(APPLICATION) ? name.substring(APPLICATION.length()) : name);
    }

    /**
     * What is wrong with the claims, or null.
     *
     * @param now in seconds since 1970
     */
    @Nullable TokenFault claims(ClaimReader claims, double now) {
        if (!issuer.issuer().equals(claims.raw("iss"))) {
            return TokenFault.ISSUER;
        }
        // It tells of something that happened, and gives nobody a right (RFC 8417, 4.5 and 4.6).
        if (claims.has("events")) {
            return TokenFault.TYPE;
        }
        TokenFault fault = destination(claims);
        if (fault == null) {
            fault = times(claims, now);
        }
        if (fault == null) {
            fault = identity(claims);
        }
        return fault == null && claims.isFaulty() ? TokenFault.CLAIM : fault;
    }

    /** Whether a token is for the audience and the clients of the policy. */
    boolean isFor(ClaimReader claims) {
        return destination(claims) == null;
    }

    private @Nullable TokenFault destination(ClaimReader claims) {
        if (!hasAudience(claims)) {
            return TokenFault.AUDIENCE;
        }
        return issuer.clients().isEmpty() || hasClient(claims) ? null : TokenFault.CLIENT;
    }

    /** An audience that nobody here knows is somebody else (RFC 7519, 4.1.3). */
    private boolean hasAudience(ClaimReader claims) {
        if (issuer.audiences().isEmpty()) {
            boolean none = claims.audiences().isEmpty() && !claims.isFaulty();
            return none && !issuer.clients().isEmpty();
        }
        return claims.audiences().stream().anyMatch(issuer.audiences()::contains);
    }

    /** Every claim that names the client must name one of the policy's, and one must be there. */
    private boolean hasClient(ClaimReader claims) {
        boolean found = false;
        for (String claim : clientClaims) {
            if (claims.has(claim)) {
                String client = claims.peek(claim);
                if (client == null || !issuer.clients().contains(client)) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private @Nullable TokenFault times(ClaimReader claims, double now) {
        double expires = claims.seconds("exp");
        if (Double.isNaN(expires)) {
            return TokenFault.CLAIM;
        }
        if (now >= expires + SKEW_SECONDS) {
            return TokenFault.EXPIRED;
        }
        double issued = claims.seconds("iat");
        double authenticated = claims.seconds("auth_time");
        if (firebase && (Double.isNaN(issued) || Double.isNaN(authenticated))) {
            return TokenFault.CLAIM;
        }
        // An absent time is NaN, and that is later than nothing.
        double latest = now + SKEW_SECONDS;
        boolean early =
                claims.seconds("nbf") > latest
                        || issued > latest
                        || firebase && authenticated > latest;
        return early ? TokenFault.NOT_YET_VALID : null;
    }

    private @Nullable TokenFault identity(ClaimReader claims) {
        String subject = claims.raw("sub");
        String user = user(claims);
        if (subject == null || subject.isEmpty() || user == null || user.isEmpty()) {
            return TokenFault.SUBJECT;
        }
        String tenant = tenant(claims);
        return claims.isFaulty() ? TokenFault.CLAIM : tenants.faultOf(tenant);
    }

    @Nullable String user(ClaimReader claims) {
        return claims.text(issuer.claims().user());
    }

    /**
     * The tenant, or null. A Firebase project without Identity Platform's tenants has no {@code
     * firebase.tenant}; there the custom claim {@code tenant} is, which only its administrators
     * set.
     */
    @Nullable String tenant(ClaimReader claims) {
        String named = issuer.claims().tenant();
        if (named == null) {
            return null;
        }
        String tenant = claims.text(named);
        boolean custom = tenant == null && firebase && named.equals(FIREBASE_TENANT);
        tenant = custom ? claims.text("tenant") : tenant;
        return tenant == null || tenant.isEmpty() ? null : tenant;
    }

    Names roles(ClaimReader claims) {
        String named = issuer.claims().roles();
        return named == null ? Names.of() : claims.names(named);
    }

    Names scopes(ClaimReader claims) {
        return claims.spacedNames(issuer.claims().scopes());
    }
}
