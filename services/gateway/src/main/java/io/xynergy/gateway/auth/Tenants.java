package io.xynergy.gateway.auth;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that an issuer may speak for. Names are compared by their characters, without regard
 * to what looks or sorts alike: two that differ in anything are two tenants to services too.
 */
final class Tenants {

    private static final String REST = "*";

    private final Set<String> names;
    private final List<String> beginnings;

    /** Names, and beginnings of names with a {@code *} behind; none at all: whichever. */
    Tenants(List<String> accepted) {
        names = accepted.stream().filter(t -> !t.endsWith(REST)).collect(Collectors.toSet());
        beginnings =
                accepted.stream()
                        .filter(tenant -> tenant.endsWith(REST))
                        .map(tenant -> tenant.substring(0, tenant.length() - REST.length()))
                        .toList();
    }

    /** Whether a token must be of one of these. */
    boolean areBound() {
        return !names.isEmpty() || !beginnings.isEmpty();
    }

    /** What is wrong with a token of this tenant, or of none. */
    @Nullable TokenFault faultOf(@Nullable String tenant) {
        if (!areBound()) {
            return null;
        }
        if (tenant == null) {
            return TokenFault.NO_TENANT;
        }
        boolean accepted =
                names.contains(tenant) || beginnings.stream().anyMatch(tenant::startsWith);
        return accepted ? null : TokenFault.TENANT;
    }
}
