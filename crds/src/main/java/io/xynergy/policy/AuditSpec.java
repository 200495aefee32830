package io.xynergy.policy;

import java.util.List;

/**
 * Which requests are put on record, and how surely.
 *
 * @param routes names of routes, or {@code *} for all
 */
public record AuditSpec(@Default("Off") Mode mode, @Default("[\"*\"]") List<String> routes) {

    public AuditSpec {
        routes = List.copyOf(routes);
    }

    /** Async may lose the newest on a crash, Spooled does not, Strict answers after it is kept. */
    public enum Mode {
        OFF,
        ASYNC,
        SPOOLED,
        STRICT
    }
}
