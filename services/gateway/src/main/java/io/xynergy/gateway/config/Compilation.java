package io.xynergy.gateway.config;

import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.steps.Steps;
import io.xynergy.policy.compiled.References;

/**
 * What makes a snapshot of a policy or a configuration.
 *
 * @param references for policies, which are compiled here
 * @param trust for services with TLS
 */
public record Compilation(
        References references, UpstreamTrust trust, Issuers issuers, Steps steps) {}
