package io.xynergy.kit.health;

/** Looks at one thing; it may block, and an exception means that the thing is down. */
@FunctionalInterface
public interface HealthCheck {

    /** Looks now. */
    CheckResult check() throws Exception;
}
