package io.xynergy.policy;

/** Where a policy is served: development shows error details and allows localhost origins. */
public enum Environment {
    @Spelled("production")
    PRODUCTION,
    @Spelled("development")
    DEVELOPMENT
}
