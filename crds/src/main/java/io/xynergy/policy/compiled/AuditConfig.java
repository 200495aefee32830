package io.xynergy.policy.compiled;

import io.xynergy.policy.AuditSpec;
import java.util.List;

/**
 * Which requests are put on record.
 *
 * @param routes names of routes, or {@code *} for all; empty when the mode is OFF
 */
public record AuditConfig(AuditSpec.Mode mode, List<String> routes) {

    public static final AuditConfig OFF = new AuditConfig(AuditSpec.Mode.OFF, List.of());

    public AuditConfig {
        routes = List.copyOf(routes);
    }
}
