package io.xynergy.policy.compiled;

import io.xynergy.policy.Environment;
import io.xynergy.policy.KeyAddress;
import io.xynergy.policy.PolicyError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the keys of issuers come over a wire that nobody else writes to. */
public final class IssuerAddresses {

    private IssuerAddresses() {}

    /** The issuers whose keys would come over a wire that anybody may write to. */
    public static List<PolicyError> unsafe(GatewayConfig config) {
        List<PolicyError> errors = new ArrayList<>();
        List<AuthConfig.Issuer> issuers = config.auth().issuers();
        for (int i = 0; i < issuers.size(); i++) {
            AuthConfig.Issuer issuer = issuers.get(i);
            String jwksUri = issuer.jwksUri();
            String address = jwksUri == null ? issuer.issuer() : jwksUri;
            if (KeyAddress.of(address) == null) {
                String field = jwksUri == null ? "issuer" : "jwksUri";
                String message = "keys come by https, or by http from a loopback host, found ";
                errors.add(error(i, field, message + address));
            }
        }
        return errors;
    }

    /**
     * The issuers that are known by a loopback address without protection: on a laptop that is the
     * developer's own, in a pod in production nobody is there who should be.
     */
    public static List<PolicyError> unfitForPods(GatewayConfig config) {
        List<PolicyError> errors = new ArrayList<>();
        List<AuthConfig.Issuer> issuers = config.auth().issuers();
        if (config.environment() == Environment.DEVELOPMENT) {
            return errors;
        }
        for (int i = 0; i < issuers.size(); i++) {
            plain(issuers.get(i).issuer(), i, "issuer", errors);
            plain(issuers.get(i).jwksUri(), i, "jwksUri", errors);
        }
        return errors;
    }

    private static void plain(
            @Nullable String address, int issuer, String field, List<PolicyError> errors) {
        if (address != null && KeyAddress.isPlain(address)) {
            String message = "in a pod in production an issuer is known by https, found ";
            errors.add(error(issuer, field, message + address));
        }
    }

    private static PolicyError error(int issuer, String field, String message) {
        return new PolicyError("spec.auth.issuers[" + issuer + "].oidc." + field, 0, 0, message);
    }
}
