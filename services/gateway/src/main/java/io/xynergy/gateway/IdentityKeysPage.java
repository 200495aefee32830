package io.xynergy.gateway;

import io.xynergy.gateway.auth.CallerProofs;
import io.xynergy.kit.admin.AdminResponse;
import io.xynergy.kit.admin.AdminRoute;

/** {@code GET /identity-keys}: the public keys that services check callers' proofs with. */
final class IdentityKeysPage {

    private IdentityKeysPage() {}

    static AdminRoute route(CallerProofs proofs) {
        return AdminRoute.get("/identity-keys", _ -> AdminResponse.json(200, proofs.publicKeys()));
    }
}
